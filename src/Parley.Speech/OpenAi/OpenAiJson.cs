using System.Text.Json.Serialization;

namespace Parley.Speech.OpenAi;

/// <summary>What <c>/audio/speech</c> takes.</summary>
/// <param name="Model">The model.</param>
/// <param name="Input">The text.</param>
/// <param name="Voice">The voice.</param>
/// <param name="ResponseFormat"><c>pcm</c>: 24 kHz, 16 bit, little-endian, mono, no head.</param>
/// <param name="Speed">1 is normal; left out when null.</param>
internal sealed record SpeechRequest(string Model, string Input, string Voice, string ResponseFormat, double? Speed);

/// <summary>What <c>/audio/transcriptions</c> answers.</summary>
/// <param name="Text">What was said.</param>
internal sealed record TranscriptionAnswer(string? Text);

/// <summary>The wire names: snake case, nothing for null.</summary>
[JsonSerializable(typeof(SpeechRequest))]
[JsonSerializable(typeof(TranscriptionAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class OpenAiJson : JsonSerializerContext;
