using System.Text.Json.Serialization;

namespace Parley.Speech.Cartesia;

/// <summary>Asks for a text to be spoken.</summary>
internal sealed record CartesiaRequest
{
    public required string ModelId { get; init; }

    public required string Transcript { get; init; }

    public required CartesiaVoice Voice { get; init; }

    public string? Language { get; init; }

    /// <summary>What the sound that comes back is to be known by.</summary>
    public required string ContextId { get; init; }

    public required CartesiaFormat OutputFormat { get; init; }

    /// <summary>Whether to tell when each word is spoken.</summary>
    public bool AddTimestamps { get; init; }

    /// <summary>Whether more text of the same context follows.</summary>
    public bool Continue { get; init; }

    public CartesiaPace? GenerationConfig { get; init; }
}

/// <summary>A voice by its id.</summary>
internal sealed record CartesiaVoice(string Id)
{
    public string Mode { get; init; } = "id";
}

/// <summary>Samples without a head.</summary>
internal sealed record CartesiaFormat(string Encoding, int SampleRate)
{
    public string Container { get; init; } = "raw";
}

/// <summary>Pace: 1 is the voice's own; 0.6 to 1.5.</summary>
internal sealed record CartesiaPace(double Speed);

/// <summary>Nobody waits for a context any more.</summary>
internal sealed record CartesiaCancel(string ContextId)
{
    public bool Cancel { get; init; } = true;
}

/// <summary>What comes: <c>chunk</c>, <c>timestamps</c>, <c>done</c>, <c>error</c>, or what we do not need, such as <c>flush_done</c>.</summary>
internal sealed record CartesiaAnswer
{
    public string? Type { get; init; }

    public string? ContextId { get; init; }

    /// <summary>Sound in Base64.</summary>
    public string? Data { get; init; }

    public CartesiaWords? WordTimestamps { get; init; }

    /// <summary>Like an HTTP status.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What went wrong, before version 2026-03-01.</summary>
    public string? Error { get; init; }

    /// <summary>What went wrong, as a word.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>What went wrong, in short.</summary>
    public string? Title { get; init; }

    /// <summary>What went wrong, in a sentence.</summary>
    public string? Message { get; init; }
}

/// <summary>When words are spoken, in seconds from the beginning of the context's sound.</summary>
internal sealed record CartesiaWords(string[]? Words, double[]? End);

/// <summary>The wire names: snake case, nothing for null.</summary>
[JsonSerializable(typeof(CartesiaRequest))]
[JsonSerializable(typeof(CartesiaCancel))]
[JsonSerializable(typeof(CartesiaAnswer))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class CartesiaJson : JsonSerializerContext;
