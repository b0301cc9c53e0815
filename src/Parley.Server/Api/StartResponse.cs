using System.Text.Json.Serialization;

namespace Parley.Server.Api;

/// <summary>The answer to a start (contract 1.2).</summary>
/// <param name="SessionId">The session's id.</param>
internal sealed record StartResponse(Guid SessionId)
{
    /// <summary>The room's address, when one was made.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DailyRoom { get; init; }

    /// <summary>The caller's token for it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DailyToken { get; init; }

    /// <summary>For a socket: the session token (contract 11.6).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Token { get; init; }

    /// <summary>For a socket: where it goes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? WsUrl { get; init; }

    /// <summary>For a socket: the body in base64, to be given as <c>?body=</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Body { get; init; }

    /// <summary>STUN and TURN servers, when they were asked for; those of <c>Parley:IceServers</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IceConfig? IceConfig { get; init; }
}

/// <summary>STUN and TURN servers for browsers.</summary>
internal sealed record IceConfig(IReadOnlyList<IceServer> IceServers);

/// <summary>One of them.</summary>
internal sealed record IceServer(
    IReadOnlyList<string> Urls,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Username,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Credential);
