using Microsoft.Extensions.Options;

namespace Parley.Server.Hosting;

/// <summary>The agents that the host has added, with their limits.</summary>
internal sealed class AgentCatalog(IEnumerable<AgentRegistration> registrations, IOptions<ParleyOptions> options)
{
    private readonly Dictionary<string, AgentRegistration> _registrations = registrations.ToDictionary(r => r.Name, StringComparer.Ordinal);

    private readonly Dictionary<string, AgentOptions> _limits = registrations.ToDictionary(
        r => r.Name, r => options.Value.Agents.FirstOrDefault(a => a.Name == r.Name) ?? new AgentOptions { Name = r.Name }, StringComparer.Ordinal);

    /// <summary>The names, in the order in which they were added.</summary>
    public IEnumerable<string> Names { get; } = [.. registrations.Select(r => r.Name)];

    /// <summary>Whether there is such an agent.</summary>
    public bool Contains(string name) => _registrations.ContainsKey(name);

    /// <summary>The limits of an agent that is known to be there.</summary>
    public AgentOptions Get(string name) => _limits[name];

    /// <summary>What the host has added under a name that is known to be there.</summary>
    public AgentRegistration Registration(string name) => _registrations[name];
}
