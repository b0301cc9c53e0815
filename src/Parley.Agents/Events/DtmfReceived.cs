using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>Somebody pressed a key. Personal data: keys may be a PIN.</summary>
/// <param name="SessionId">The leg it came from.</param>
/// <param name="Tone">One of 0-9, * and #; empty when it is secret.</param>
public sealed record DtmfReceived(string SessionId, string Tone) : AgentEvent
{
    /// <summary>Level in -dBm0: 0 is loudest, 63 quietest.</summary>
    public int? Volume { get; init; }

    /// <summary>Whether the agent was collecting a secret, so that the key is kept from events.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool IsSecret { get; init; }

    /// <summary>How it travelled: <c>telephone-event</c>, <c>sip-info</c> or <c>inband</c>.</summary>
    public string? Method { get; init; }
}
