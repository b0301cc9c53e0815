using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>The agent's own way into and out of its room.</summary>
/// <param name="State">The state reached.</param>
public sealed record CallStateUpdated(CallState State) : AgentEvent;

/// <summary>Where the agent stands with its room.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<CallState>))]
public enum CallState
{
    /// <summary>Made, not asked to join yet.</summary>
    [JsonStringEnumMemberName("initialized")] Initialized,

    /// <summary>Joining.</summary>
    [JsonStringEnumMemberName("joining")] Joining,

    /// <summary>In the room: dial-outs may start.</summary>
    [JsonStringEnumMemberName("joined")] Joined,

    /// <summary>On the way out; call legs are being ended.</summary>
    [JsonStringEnumMemberName("leaving")] Leaving,

    /// <summary>Out of the room, for good.</summary>
    [JsonStringEnumMemberName("left")] Left,
}
