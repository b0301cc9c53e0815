namespace Parley.Speech.Onnx.SmartTurn;

/// <summary>Where the Smart Turn model is.</summary>
public sealed class SmartTurnOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:SmartTurn";

    /// <summary>The model's file, <c>smart-turn-v3.x-cpu.onnx</c>; <see langword="null"/> for silence alone.</summary>
    public string? ModelPath { get; set; }
}
