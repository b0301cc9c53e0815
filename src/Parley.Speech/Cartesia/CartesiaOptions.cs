using System.ComponentModel.DataAnnotations;
using Parley.Speech.Vendors;

namespace Parley.Speech.Cartesia;

/// <summary>How Cartesia speaks. Fields: docs.cartesia.ai/api-reference/tts/websocket.</summary>
public sealed class CartesiaOptions : SpeechVendorOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:Cartesia";

    /// <summary>The server, without path: the vendor's, or one of your own.</summary>
    [Required]
    public Uri? Server { get; set; } = new("wss://api.cartesia.ai");

    /// <summary>The version of the interface, a date (<c>Cartesia-Version</c>).</summary>
    [Required, RegularExpression(@"\d{4}-\d{2}-\d{2}", ErrorMessage = "ApiVersion is a date such as 2026-03-01.")]
    public string ApiVersion { get; set; } = "2026-03-01";

    /// <summary>The id of the voice, if the agent asks for none, as the vendor's library shows it.</summary>
    [Required(ErrorMessage = "Voice is missing: the id of a voice, such as a0e99841-438c-4a64-b679-ae501e7d6091, as the voice library shows it.")]
    public string? Voice { get; set; }

    /// <summary>The model.</summary>
    [Required]
    public string Model { get; set; } = "sonic-3";

    /// <summary>The language, as a BCP 47 tag, if the agent asks for none; the model finds out by itself when neither does.</summary>
    public string? Language { get; set; }

    /// <summary>How the sound travels: <c>pcm_mulaw</c>, one byte a sample, or <c>pcm_s16le</c>, 16-bit samples.</summary>
    [Required, RegularExpression("pcm_mulaw|pcm_s16le", ErrorMessage = "Encoding is pcm_mulaw or pcm_s16le.")]
    public string Encoding { get; set; } = "pcm_mulaw";

    /// <summary>Samples per second (Hz): 8000, as a phone line has it, 16000, 22050, 24000, 44100 or 48000.</summary>
    [AllowedValues(8000, 16000, 22050, 24000, 44100, 48000, ErrorMessage = "SampleRate is 8000, 16000, 22050, 24000, 44100 or 48000.")]
    public int SampleRate { get; set; } = 8000;
}
