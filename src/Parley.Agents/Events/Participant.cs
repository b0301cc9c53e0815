namespace Parley.Agents;

/// <summary>Somebody in a room: a call leg, a browser, an agent (contract 6.1).</summary>
/// <param name="Id">The participant's id; a dialled leg has that of its dial-out.</param>
/// <param name="Info">Name, rights and the like.</param>
public sealed record Participant(string Id, ParticipantInfo Info)
{
    /// <summary>What it sends.</summary>
    public ParticipantMedia Media { get; init; } = new();
}

/// <summary>Facts about a participant.</summary>
public sealed record ParticipantInfo
{
    /// <summary>Whether it is the agent itself.</summary>
    public bool IsLocal { get; init; }

    /// <summary>Whether it may dial out and administer the room.</summary>
    public bool IsOwner { get; init; }

    /// <summary>When it joined.</summary>
    public DateTimeOffset? JoinedAt { get; init; }

    /// <summary>The id that the API's user gave it.</summary>
    public string? UserId { get; init; }

    /// <summary>The name shown.</summary>
    public string? UserName { get; init; }

    /// <summary>What it may do.</summary>
    public ParticipantPermissions Permissions { get; init; } = new();
}

/// <summary>What a participant may do in its room.</summary>
public sealed record ParticipantPermissions
{
    /// <summary>Whether presence shows it.</summary>
    public bool HasPresence { get; init; } = true;

    /// <summary>What it may send: of <c>microphone</c>, <c>camera</c>, <c>screenVideo</c>, <c>screenAudio</c>, <c>customVideo</c>, <c>customAudio</c>.</summary>
    public IReadOnlyList<string> CanSend { get; init; } = ["microphone"];

    /// <summary>Whom it hears.</summary>
    public ParticipantReceivePermission CanReceive { get; init; } = new();

    /// <summary>What it may administer: of <c>participants</c>, <c>streaming</c>, <c>transcription</c>.</summary>
    public IReadOnlyList<string> CanAdmin { get; init; } = [];
}

/// <summary>Whom a participant hears: a rule for everyone, and exceptions.</summary>
public sealed record ParticipantReceivePermission
{
    /// <summary>Whether those without an exception are heard.</summary>
    public bool Base { get; init; } = true;

    /// <summary>Exceptions by user id; <see langword="null"/> for none.</summary>
    public IReadOnlyDictionary<string, bool>? ByUserId { get; init; }

    /// <summary>Exceptions by participant id; <see langword="null"/> for none.</summary>
    public IReadOnlyDictionary<string, bool>? ByParticipantId { get; init; }
}

/// <summary>A participant's tracks; a call leg has a microphone only.</summary>
public sealed record ParticipantMedia
{
    /// <summary>Its voice.</summary>
    public ParticipantTrack Microphone { get; init; } = new("playable", "subscribed");

    /// <summary>Its picture.</summary>
    public ParticipantTrack Camera { get; init; } = new("off", "unsubscribed");
}

/// <summary>One track.</summary>
/// <param name="State">receivable, playable, loading, interrupted, blocked or off.</param>
/// <param name="Subscribed">subscribed, unsubscribed or staged.</param>
public sealed record ParticipantTrack(string State, string Subscribed)
{
    /// <summary>Why it is off: user, bandwidth, sendPermission, receivePermission, remoteMute.</summary>
    public IReadOnlyList<string> OffReasons { get; init; } = [];
}
