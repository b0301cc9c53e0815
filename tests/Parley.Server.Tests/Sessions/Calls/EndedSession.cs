using System.Text.Json;
using Parley.Agents;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>What is known of a session that is over.</summary>
internal sealed record EndedSession(Guid Id, JsonElement Record, IReadOnlyList<AgentEvent> Events)
{
    public string Status => Record.GetProperty("completionStatus").GetString()!;

    public string Reason => Record.GetProperty("endReason").GetString()!;

    public JsonElement Dialout => Assert.Single(Record.GetProperty("dialouts").EnumerateArray());

    /// <summary>The events by name, in order.</summary>
    public string Story => string.Join(' ', Events.Select(e => e is CallStateUpdated { State: var state }
        ? $"{state}".ToLowerInvariant()
        : (string)JsonSerializer.SerializeToNode(e, AgentEventJson.Default.AgentEvent)!["action"]!));

    public T The<T>()
        where T : AgentEvent => Assert.Single(Events.OfType<T>());
}
