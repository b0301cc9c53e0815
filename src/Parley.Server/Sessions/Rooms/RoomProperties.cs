using System.Text.Json;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The properties of a room that the server acts on; the others are kept as they came.</summary>
internal sealed record RoomProperties
{
    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(4);

    /// <summary>From when on it may be joined.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it may be joined; the room is gone afterwards.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>Whether everyone is put out at <see cref="Expires"/>, call legs included.</summary>
    public bool EjectAtExpiry { get; init; }

    /// <summary>How long each participant may stay, from its join.</summary>
    public TimeSpan? EjectAfter { get; init; }

    /// <summary>Whether any dial-out is allowed.</summary>
    public bool EnableDialout { get; init; }

    /// <summary>How many may be in the room, call legs included.</summary>
    public int MaxParticipants { get; init; } = 200;

    /// <summary>Who may record and where to: <c>cloud</c>, <c>cloud-audio-only</c>, <c>local</c>, <c>raw-tracks</c>, or not.</summary>
    public string? EnableRecording { get; init; }

    /// <summary>Every property that the caller gave, as it came.</summary>
    public IReadOnlyDictionary<string, JsonElement> Given { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>What a room is like that the server makes and nobody asked anything of (contract 1.2).</summary>
    public static RoomProperties Default(DateTimeOffset now) => new() { Expires = now + DefaultLifetime, EjectAtExpiry = true };
}
