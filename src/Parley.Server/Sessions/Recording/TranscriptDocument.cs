using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Server.Sessions.Recording;

/// <summary>What was said and done in a session, as it lies beside the recordings and as the API gives it.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Agent">Its agent.</param>
/// <param name="Legs">Its call legs, in the order in which they joined.</param>
internal sealed record TranscriptDocument(Guid SessionId, string Agent, IReadOnlyList<LegTranscript> Legs);

/// <summary>What was said on a call leg.</summary>
/// <param name="LegId">The leg; its recording has its name.</param>
/// <param name="JoinedAt">When it joined the room, which is where its recording begins.</param>
/// <param name="LeftAt">When it left.</param>
/// <param name="Entries">What was said and done, in order.</param>
internal sealed record LegTranscript(string LegId, DateTimeOffset JoinedAt, DateTimeOffset? LeftAt, IReadOnlyList<TranscriptEntry> Entries);

/// <summary>One entry of a transcript.</summary>
/// <param name="At">When, in seconds from the leg's joining, and so in its recording. Words: when they ended, or were known.</param>
/// <param name="Kind"><c>callee</c>, <c>agent</c>, <c>tool</c>, or <c>note</c>.</param>
/// <param name="Text">The words; the function's name; what happened.</param>
internal sealed record TranscriptEntry(double At, string Kind, string Text)
{
    /// <summary>When the words began, where that is known.</summary>
    public double? From { get; init; }

    /// <summary>Whether the agent was interrupted, and meant to say more.</summary>
    public bool? Interrupted { get; init; }

    /// <summary>What a function was called with.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What a function gave.</summary>
    public string? Result { get; init; }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, WriteIndented = true)]
[JsonSerializable(typeof(TranscriptDocument))]
[JsonSerializable(typeof(RecordingListDocument))]
internal sealed partial class TranscriptJson : JsonSerializerContext;

/// <summary>The recordings of a session.</summary>
/// <param name="Recordings">One per leg that has a file.</param>
internal sealed record RecordingListDocument(IReadOnlyList<RecordingDocument> Recordings);

/// <summary>The recording of a leg.</summary>
/// <param name="LegId">The leg.</param>
/// <param name="StartedAt">When it begins.</param>
/// <param name="EndedAt">When it ended.</param>
/// <param name="Bytes">How long the file is.</param>
internal sealed record RecordingDocument(string LegId, DateTimeOffset StartedAt, DateTimeOffset? EndedAt, long Bytes);
