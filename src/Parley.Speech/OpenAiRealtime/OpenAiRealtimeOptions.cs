using System.ComponentModel.DataAnnotations;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>
/// How OpenAI's realtime models are reached, and how they listen and speak. Fields: developers.openai.com/api/reference/resources/realtime (<c>session.update</c>). Azure OpenAI has the
/// same interface under <c>wss://{resource}.openai.azure.com/openai/v1/realtime</c>, with the name of a deployment as the model and the key in the header <c>api-key</c>.
/// </summary>
public sealed class OpenAiRealtimeOptions : SpeechVendorOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:OpenAiRealtime";

    /// <summary>The address, with its path: OpenAI's, a resource's of Azure, or that of a server which speaks the same protocol.</summary>
    [Required]
    public Uri? Url { get; set; } = new("wss://api.openai.com/v1/realtime");

    /// <summary>The header that the key goes in: <c>Authorization</c>, behind the word Bearer, or <c>api-key</c>, as Azure has it.</summary>
    [Required, RegularExpression("Authorization|api-key", ErrorMessage = "KeyHeader is Authorization or api-key.")]
    public string KeyHeader { get; set; } = "Authorization";

    /// <summary>The model, or the deployment of Azure's.</summary>
    [Required]
    public string Model { get; set; } = "gpt-realtime";

    /// <summary>The voice, if the agent asks for none; <c>voice_...</c> is one of your own.</summary>
    [Required]
    public string Voice { get; set; } = "marin";

    /// <summary>The model that writes down what the caller says, for transcripts; empty for none. It takes no part in the answers. Azure: the name of a deployment.</summary>
    public string TranscriptionModel { get; set; } = "gpt-4o-mini-transcribe";

    /// <summary>
    /// How sound travels: <c>pcmu</c> (G.711 mu-law), <c>pcma</c> (A-law), <c>pcm</c> (16 bits at 24 kHz), or <c>auto</c>: mu-law for rooms at 8 kHz, as phone calls have them, else 24 kHz.
    /// </summary>
    [Required, RegularExpression("auto|pcmu|pcma|pcm", ErrorMessage = "AudioFormat is auto, pcmu, pcma or pcm.")]
    public string AudioFormat { get; set; } = "auto";

    /// <summary>How it tells that the caller has finished, unless the agent says: <c>server_vad</c> by silence, <c>semantic_vad</c> by what is said.</summary>
    [Required, RegularExpression("server_vad|semantic_vad", ErrorMessage = "TurnDetection is server_vad or semantic_vad.")]
    public string TurnDetection { get; set; } = "server_vad";

    /// <summary>How loud speech must be, 0 to 1. For <c>server_vad</c>.</summary>
    [Range(0.0, 1.0)]
    public double VadThreshold { get; set; } = 0.5;

    /// <summary>How much sound before the speech was noticed belongs to it. For <c>server_vad</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:00:05")]
    public TimeSpan PrefixPadding { get; set; } = TimeSpan.FromMilliseconds(300);

    /// <summary>How much silence ends a turn. For <c>server_vad</c>.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:10")]
    public TimeSpan TurnSilence { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How soon it answers: <c>low</c>, <c>medium</c>, <c>high</c>, <c>auto</c>. For <c>semantic_vad</c>.</summary>
    [Required, RegularExpression("low|medium|high|auto", ErrorMessage = "Eagerness is low, medium, high or auto.")]
    public string Eagerness { get; set; } = "auto";

    /// <summary>Pace of the voice: 1 is its own.</summary>
    [Range(0.25, 1.5)]
    public double Speed { get; set; } = 1;
}
