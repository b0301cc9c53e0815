using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Server.Api;
using Parley.Server.Storage;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The properties of a room that the server acts on; the others are kept as they came.</summary>
internal sealed record RoomProperties
{
    /// <summary>The most SIP endpoints that a room may have.</summary>
    public const int MostSipEndpoints = 20;

    private static readonly TimeSpan DefaultLifetime = TimeSpan.FromHours(4);

    /// <summary>From when on it may be joined.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when it may be joined; the room is gone afterwards.</summary>
    public required DateTimeOffset Expires { get; init; }

    /// <summary>The same for a room's row, where never is nothing.</summary>
    public DateTimeOffset? ExpiryToStore => Expires == DateTimeOffset.MaxValue ? null : Expires;

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

    /// <summary>How many SIP addresses the room has; 0 when nobody may call it.</summary>
    public int SipEndpoints => !Given.TryGetValue("sip", out var sip) || sip.ValueKind is not JsonValueKind.Object ? 0
        : sip.TryGetProperty("num_endpoints", out var count) && count.TryGetInt32(out var several) ? several : 1;

    /// <summary>What those who call are shown as, if the room says so.</summary>
    public string? SipDisplayName =>
        Given.TryGetValue("sip", out var sip) && sip.ValueKind is JsonValueKind.Object && sip.TryGetProperty("display_name", out var name) && name.ValueKind is JsonValueKind.String
            ? name.GetString() : null;

    /// <summary>Every property that the caller gave, as it came.</summary>
    public IReadOnlyDictionary<string, JsonElement> Given { get; init; } = new Dictionary<string, JsonElement>();

    /// <summary>The properties of a room as it was written down.</summary>
    public static RoomProperties Load(RoomRecord room) => RoomPropertiesReader.Load(JsonElement.Parse(room.Properties));

    /// <summary>As they are written down.</summary>
    public string ToJson() => JsonSerializer.Serialize(Given, RoomJson.Default.IReadOnlyDictionaryStringJsonElement);

    /// <summary>What a room is like of which nothing was said: it never expires.</summary>
    public static RoomProperties None { get; } = new() { Expires = DateTimeOffset.MaxValue };

    /// <summary>What a room is like that the server makes for a session and nobody asked anything of (contract 1.2).</summary>
    public static RoomProperties Default(DateTimeOffset now)
    {
        var expires = now + DefaultLifetime;
        return new()
        {
            Expires = expires,
            EjectAtExpiry = true,
            Given = new Dictionary<string, JsonElement> { ["exp"] = JsonElement.Parse($"{expires.ToUnixTimeSeconds()}"), ["eject_at_room_exp"] = JsonElement.Parse("true") },
        };
    }
}

/// <summary>How the properties of rooms are written down.</summary>
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
internal sealed partial class RoomJson : JsonSerializerContext;
