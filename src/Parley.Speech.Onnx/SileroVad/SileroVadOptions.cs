using System.ComponentModel.DataAnnotations;

namespace Parley.Speech.Onnx.SileroVad;

/// <summary>How the Silero model judges voice.</summary>
public sealed class SileroVadOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:SileroVad";

    /// <summary>The model's file, <c>silero_vad.onnx</c> of version 5; <see langword="null"/> keeps to the built-in detector.</summary>
    public string? ModelPath { get; set; }

    /// <summary>How sure the model must be that somebody speaks, from 0 to 1.</summary>
    [Range(0.0, 1.0)]
    public double Confidence { get; set; } = 0.7;

    /// <summary>What is quieter, in dBov, is no voice, and the model is not asked.</summary>
    [Range(-96.0, 0.0)]
    public double MinimumLevel { get; set; } = -58;
}
