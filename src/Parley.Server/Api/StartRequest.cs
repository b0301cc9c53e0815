using System.Text.Json;

namespace Parley.Server.Api;

/// <summary>The body of <c>POST /v1/public/{agent}/start</c>: every field may be left out (contract 1.1).</summary>
internal sealed record StartRequest
{
    /// <summary>How large <c>body</c> may be, in bytes of JSON.</summary>
    public const int MaxBodySize = 1024 * 1024;

    /// <summary>How large the whole request may be: <see cref="MaxBodySize"/> and room for the fields around it.</summary>
    public const int MaxSize = MaxBodySize + (64 * 1024);

    /// <summary>How large <c>body</c> may be for a WebSocket, since it travels in a query.</summary>
    public const int MaxWebSocketBodySize = 4 * 1024;

    /// <summary>Whether to make a room and a token.</summary>
    public bool CreateDailyRoom { get; init; }

    /// <summary>Properties of that room.</summary>
    public JsonElement? DailyRoomProperties { get; init; }

    /// <summary>Properties of that token.</summary>
    public JsonElement? DailyMeetingTokenProperties { get; init; }

    /// <summary>Whether to answer with a list of STUN and TURN servers.</summary>
    public bool EnableDefaultIceServers { get; init; }

    /// <summary>The kind of transport: <c>daily</c>, or <c>websocket</c> for a session that starts when its socket comes.</summary>
    public string? Transport { get; init; }

    /// <summary>Whether the session's calls are captured, where the server can do that. Not given: as the server is set.</summary>
    public bool? Capture { get; init; }

    /// <summary>The caller's data, given to the agent as it is.</summary>
    public JsonElement? Body { get; init; }
}
