using System.Collections.Concurrent;
using System.Text.Json;
using Parley.Agents;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>What an agent of a test does.</summary>
internal delegate Task AgentScript(AgentSession<JsonElement> session, CancellationToken cancellationToken);

/// <summary>What the agents of a server do, by name.</summary>
internal sealed class AgentScripts
{
    private readonly ConcurrentDictionary<string, AgentScript> _scripts = new();

    public AgentScript this[string agent]
    {
        get => _scripts[agent];
        set => _scripts[agent] = value;
    }
}

/// <summary>An agent that does what its test says.</summary>
internal sealed class ScriptedAgent(AgentScripts scripts) : IVoiceAgent
{
    public Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken) => scripts[session.AgentName](session, cancellationToken);
}
