using System.Text.Json.Serialization;

namespace Parley.Speech.ElevenLabs;

/// <summary>What is sent: first a space with the settings, then the words, at last nothing.</summary>
/// <param name="Text">The words.</param>
/// <param name="VoiceSettings">How to speak them; in the first message only.</param>
/// <param name="Flush">Whether to speak what has come, without waiting for more.</param>
internal sealed record ElevenLabsText(string Text, VoiceSettings? VoiceSettings = null, bool? Flush = null);

/// <summary>How to speak.</summary>
/// <param name="Stability">0 (lively) to 1 (monotone).</param>
/// <param name="SimilarityBoost">How close to the original speaker, 0 to 1.</param>
/// <param name="Speed">1 is the voice's own pace; 0.7 to 1.2.</param>
internal sealed record VoiceSettings(double? Stability, double? SimilarityBoost, double? Speed);

/// <summary>What comes: sound, the end, or an error.</summary>
internal sealed record ElevenLabsAnswer
{
    /// <summary>Sound in Base64.</summary>
    public string? Audio { get; init; }

    /// <summary>Whether all was spoken.</summary>
    [JsonPropertyName("isFinal")]
    public bool? IsFinal { get; init; }

    /// <summary>Where in this message's sound each character is.</summary>
    public Alignment? Alignment { get; init; }

    /// <summary>What went wrong, as a word such as <c>invalid_api_key</c>.</summary>
    public string? Error { get; init; }

    /// <summary>What went wrong, in a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>The close code that will follow.</summary>
    public int? Code { get; init; }
}

/// <summary>Where in a message's sound each character of the text is; times begin anew with each message.</summary>
/// <param name="Chars">The characters.</param>
internal sealed record Alignment([property: JsonPropertyName("chars")] string[]? Chars);

/// <summary>The wire names: snake case but for what says otherwise, nothing for null.</summary>
[JsonSerializable(typeof(ElevenLabsText))]
[JsonSerializable(typeof(ElevenLabsAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class ElevenLabsJson : JsonSerializerContext;
