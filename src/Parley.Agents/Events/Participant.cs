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
