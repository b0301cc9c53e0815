using System.Text.Json;

namespace Parley.Agents;

/// <summary>Another participant of the room sent a message.</summary>
/// <param name="Message">Any JSON.</param>
/// <param name="SenderId">Who sent it.</param>
public sealed record AppMessageReceived(JsonElement Message, string SenderId) : AgentEvent;
