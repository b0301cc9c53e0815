using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Client.Models;

/// <summary>What a session is to be started with; every field may be left out.</summary>
public sealed record StartSession
{
    /// <summary>Whether to make a room and a token.</summary>
    public bool CreateDailyRoom { get; init; }

    /// <summary>Properties of that room, such as <c>enable_dialout</c>.</summary>
    public JsonElement? DailyRoomProperties { get; init; }

    /// <summary>Properties of that token.</summary>
    public JsonElement? DailyMeetingTokenProperties { get; init; }

    /// <summary>Whether to answer with STUN and TURN servers.</summary>
    public bool EnableDefaultIceServers { get; init; }

    /// <summary>Whether the session's calls are captured, where the server can do that.</summary>
    public bool? Capture { get; init; }

    /// <summary>Data for the agent, given to it as it is: an object.</summary>
    public JsonElement? Body { get; init; }

    /// <summary>A session that dials one phone number or SIP address as soon as it has begun.</summary>
    /// <param name="destination">E.164 such as <c>+15551230001</c>, or a SIP address such as <c>sip:100@pbx.example.com</c>.</param>
    public static StartSession Dialling(string destination)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(destination);
        var isSip = destination.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) || destination.StartsWith("sips:", StringComparison.OrdinalIgnoreCase);
        var body = new DialBody([isSip ? new DialEntry(null, destination) : new DialEntry(destination, null)]);
        return new()
        {
            CreateDailyRoom = true,
            DailyRoomProperties = JsonElement.Parse("""{"enable_dialout":true}"""),
            Body = JsonSerializer.SerializeToElement(body, ClientJson.Default.DialBody),
        };
    }
}

/// <summary>A session that was started.</summary>
public sealed record StartedSession
{
    /// <summary>Its id.</summary>
    public required Guid SessionId { get; init; }

    /// <summary>The room's address, when one was made.</summary>
    public string? DailyRoom { get; init; }

    /// <summary>A token for it.</summary>
    public string? DailyToken { get; init; }

    /// <summary>STUN and TURN servers, when they were asked for.</summary>
    public JsonElement? IceConfig { get; init; }
}

internal sealed record DialBody([property: JsonPropertyName("dialout_settings")] IReadOnlyList<DialEntry> DialoutSettings);

internal sealed record DialEntry(string? PhoneNumber, string? SipUri);
