using Parley.Server.Deployments;
using Parley.Server.Hosting;

namespace Parley.Server.Sockets;

/// <summary>Agents as sockets name them: <c>agent.org</c>.</summary>
internal sealed class ServiceNames(AgentDirectory agents, Organization organization)
{
    /// <summary>The name of an agent.</summary>
    public string Of(string agent) => $"{agent}.{organization.Name}";

    /// <summary>The agent; <see langword="null"/> when there is none of that name here.</summary>
    public async ValueTask<string?> FindAsync(string service, CancellationToken cancellationToken)
    {
        var dot = service.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && agents.IsStartable(service[..dot]) && await organization.IsAsync(service[(dot + 1)..], cancellationToken) ? service[..dot] : null;
    }
}
