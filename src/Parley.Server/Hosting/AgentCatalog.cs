using System.Text.Json;
using Microsoft.Extensions.Options;
using Parley.Server.Sockets.Bots;

namespace Parley.Server.Hosting;

/// <summary>The agents that the host has added, with their limits.</summary>
internal sealed class AgentCatalog
{
    private readonly Dictionary<string, AgentRegistration> _registrations;
    private readonly Dictionary<string, AgentOptions> _limits;

    public AgentCatalog(IEnumerable<AgentRegistration> registrations, IOptions<ParleyOptions> options)
    {
        AgentRegistration[] all = [.. All(registrations, options.Value)];
        Names = [.. all.Select(r => r.Name)];
        _registrations = all.ToDictionary(r => r.Name, StringComparer.Ordinal);
        _limits = all.ToDictionary(r => r.Name, r => options.Value.Agents.FirstOrDefault(a => a.Name == r.Name) ?? new AgentOptions { Name = r.Name }, StringComparer.Ordinal);
    }

    /// <summary>Those that the host has added, and those of the configuration that are programs elsewhere.</summary>
    public static IEnumerable<AgentRegistration> All(IEnumerable<AgentRegistration> added, ParleyOptions options)
    {
        AgentRegistration[] classes = [.. added];
        return classes.Concat(options.Agents.Where(agent => agent.Endpoint is not null && classes.All(known => known.Name != agent.Name)).DistinctBy(agent => agent.Name).Select(agent => new AgentRegistration<RemoteBot, JsonElement>(agent.Name)));
    }

    /// <summary>The names, in the order in which they were added.</summary>
    public IEnumerable<string> Names { get; }

    /// <summary>Whether there is such an agent.</summary>
    public bool Contains(string name) => _registrations.ContainsKey(name);

    /// <summary>The limits of an agent that is known to be there.</summary>
    public AgentOptions Get(string name) => _limits[name];

    /// <summary>What the host has added under a name that is known to be there.</summary>
    public AgentRegistration Registration(string name) => _registrations[name];
}
