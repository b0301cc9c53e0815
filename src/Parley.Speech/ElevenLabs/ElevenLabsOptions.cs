using System.ComponentModel.DataAnnotations;
using Parley.Speech.Vendors;

namespace Parley.Speech.ElevenLabs;

/// <summary>How ElevenLabs speaks. Fields: elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-stream-input.</summary>
public sealed class ElevenLabsOptions : SpeechVendorOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:ElevenLabs";

    /// <summary>The server, without path: the vendor's, one of its regions, or one of your own.</summary>
    [Required]
    public Uri? Server { get; set; } = new("wss://api.elevenlabs.io");

    /// <summary>The id of the voice, if the agent asks for none, as the vendor's voice library shows it.</summary>
    [Required(ErrorMessage = "Voice is missing: the id of a voice, such as 21m00Tcm4TlvDq8ikWAM, as the voice library shows it.")]
    public string? Voice { get; set; }

    /// <summary>The model. Flash models answer fastest.</summary>
    [Required]
    public string Model { get; set; } = "eleven_flash_v2_5";

    /// <summary>How the sound travels: <c>ulaw_8000</c>, as a phone line has it, or samples at a rate in Hz: <c>pcm_8000</c>, <c>pcm_16000</c>, <c>pcm_22050</c>, <c>pcm_24000</c>.</summary>
    [Required, RegularExpression("ulaw_8000|pcm_(8000|16000|22050|24000)", ErrorMessage = "OutputFormat is ulaw_8000, pcm_8000, pcm_16000, pcm_22050 or pcm_24000.")]
    public string OutputFormat { get; set; } = "ulaw_8000";

    /// <summary>How even the voice is, 0 (lively) to 1 (monotone); the voice's own when not set.</summary>
    [Range(0.0, 1.0)]
    public double? Stability { get; set; }

    /// <summary>How close it keeps to the original speaker, 0 to 1; the voice's own when not set.</summary>
    [Range(0.0, 1.0)]
    public double? SimilarityBoost { get; set; }

    /// <summary>Whether numbers and the like are written out before they are spoken: <c>auto</c>, <c>on</c> or <c>off</c>.</summary>
    [Required, RegularExpression("auto|on|off", ErrorMessage = "TextNormalization is auto, on or off.")]
    public string TextNormalization { get; set; } = "auto";
}
