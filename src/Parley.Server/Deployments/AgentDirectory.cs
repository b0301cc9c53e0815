using System.Security.Cryptography;
using System.Text;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Storage;

namespace Parley.Server.Deployments;

/// <summary>
/// The agents that the host has added, as they stand: their settings, deployments, and which were deleted. In memory for reading; a change is on disk before it counts.
/// </summary>
internal sealed class AgentDirectory(AgentCatalog catalog, AgentStore store, IdentityStore identities, AgentCapacity capacity, TimeProvider time) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private volatile Dictionary<string, AgentState> _agents = catalog.Names.ToDictionary(
        name => name, name => new AgentState(name, default, default, null, new(Guid.Empty, 0, default, Configured(catalog.Get(name)))), StringComparer.Ordinal);

    /// <summary>All of them in the order in which they were added, also deleted ones.</summary>
    public IEnumerable<AgentState> All => catalog.Names.Select(Get);

    /// <summary>The agent, deleted or not; <see langword="null"/> when the host has none of this name.</summary>
    public AgentState? Find(string name) => _agents.GetValueOrDefault(name);

    /// <summary>An agent that is known to be there.</summary>
    public AgentState Get(string name) => _agents[name];

    /// <summary>Whether sessions of this agent may be started.</summary>
    public bool IsStartable(string name) => Find(name) is { IsDeleted: false };

    /// <summary>Reads what is stored, and writes down what is new: agents never seen, settings that the configuration has changed.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        var (domain, now) = ((await identities.GetAsync(cancellationToken)).DomainId, time.GetUtcNow());
        var stored = (await store.ListAsync(cancellationToken)).ToDictionary(a => a.Name);
        var agents = new Dictionary<string, AgentState>(StringComparer.Ordinal);
        var (newAgents, newDeployments) = (new List<StoredAgent>(), new List<StoredDeployment>());
        foreach (var name in catalog.Names)
        {
            if (!stored.TryGetValue(name, out var row))
            {
                newAgents.Add(row = new StoredAgent { Name = name, CreatedAt = now, UpdatedAt = now });
            }

            var settings = Effective(catalog.Get(name), row);
            var deployment = await store.FindLatestAsync(name, cancellationToken);
            if (deployment is null || SettingsOf(deployment) != settings)
            {
                newDeployments.Add(deployment = NewDeployment(domain, name, (deployment?.Number ?? 0) + 1, settings, now));
            }

            agents[name] = StateOf(row, deployment);
            capacity.SetMaximum(name, settings.MaxAgents);
        }

        if (newAgents.Count + newDeployments.Count > 0)
        {
            await store.SaveAsync(newAgents, newDeployments, cancellationToken);
        }

        _agents = agents;
    }

    /// <summary>Changes an agent's settings. Sessions that run keep those that they were started with.</summary>
    public Task<AgentState> ChangeAsync(string name, AgentChange change, CancellationToken cancellationToken)
        => UpdateAsync(
            name,
            row =>
            {
                row.MinAgents = change.MinAgents ?? row.MinAgents;
                row.MaxAgents = change.MaxAgents ?? row.MaxAgents;
                row.MaxSessionSeconds = (int?)change.MaxSessionDuration?.TotalSeconds ?? row.MaxSessionSeconds;
                row.SecretSet = change.SecretSet ?? row.SecretSet;
                row.WebSocketAuth = change.WebSocketAuth ?? row.WebSocketAuth;
            },
            change.ForceRedeploy,
            cancellationToken);

    /// <summary>Takes no more sessions of the agent; those that run finish.</summary>
    public Task<AgentState> DeleteAsync(string name, CancellationToken cancellationToken)
        => UpdateAsync(name, row => row.DeletedAt = time.GetUtcNow(), redeploys: false, cancellationToken);

    /// <summary>Takes sessions of a deleted agent again, with the settings of the configuration.</summary>
    public Task<AgentState> RestoreAsync(string name, CancellationToken cancellationToken)
        => UpdateAsync(
            name,
            row =>
            {
                (row.CreatedAt, row.DeletedAt) = (time.GetUtcNow(), null);
                (row.MinAgents, row.MaxAgents, row.MaxSessionSeconds, row.SecretSet, row.WebSocketAuth) = (null, null, null, null, null);
            },
            redeploys: true,
            cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    /// <summary>An id for a name: the same on every start of the same server.</summary>
    public static Guid StableId(Guid domain, string kind, string name)
        => new(SHA256.HashData(Encoding.UTF8.GetBytes($"{domain}/{kind}/{name}")).AsSpan(0, 16));

    private static AgentSettings Configured(AgentOptions options)
        => new(0, options.MaxAgents, TimeSpan.FromSeconds((int)options.MaxSessionDuration.TotalSeconds), options.SecretSet, options.WebSocketAuth);

    private static AgentSettings Effective(AgentOptions options, StoredAgent row)
    {
        var configured = Configured(options);
        return new(
            row.MinAgents ?? configured.MinAgents,
            row.MaxAgents ?? configured.MaxAgents,
            row.MaxSessionSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : configured.MaxSessionDuration,
            row.SecretSet ?? configured.SecretSet,
            row.WebSocketAuth ?? configured.WebSocketAuth);
    }

    /// <summary>The settings of a stored deployment.</summary>
    public static AgentSettings SettingsOf(StoredDeployment row) =>
        new(row.MinAgents, row.MaxAgents, TimeSpan.FromSeconds(row.MaxSessionSeconds), row.SecretSet, row.WebSocketAuth ?? AgentOptions.TokenAuth);

    private static AgentState StateOf(StoredAgent row, StoredDeployment deployment)
        => new(row.Name, row.CreatedAt, row.UpdatedAt, row.DeletedAt, new(deployment.Id, deployment.Number, deployment.CreatedAt, SettingsOf(deployment)));

    private static StoredDeployment NewDeployment(Guid domain, string agent, int number, AgentSettings settings, DateTimeOffset now) => new()
    {
        Id = StableId(domain, "deployment", number == 1 ? agent : $"{agent}/{number}"),
        Agent = agent,
        Number = number,
        MinAgents = settings.MinAgents,
        MaxAgents = settings.MaxAgents,
        MaxSessionSeconds = (int)settings.MaxSessionDuration.TotalSeconds,
        SecretSet = settings.SecretSet,
        WebSocketAuth = settings.WebSocketAuth,
        CreatedAt = now,
    };

    // Without a token, with which the semaphore would leave the ambient scheduler, which a simulation depends on.
    private Task NextTurnAsync() => _changing.WaitAsync();

    private async Task<AgentState> UpdateAsync(string name, Action<StoredAgent> change, bool redeploys, CancellationToken cancellationToken)
    {
        await NextTurnAsync();
        try
        {
            var now = time.GetUtcNow();
            var row = (await store.ListAsync(cancellationToken)).FirstOrDefault(a => a.Name == name) ?? new StoredAgent { Name = name, CreatedAt = now, UpdatedAt = now };
            change(row);
            row.UpdatedAt = now;
            var settings = Effective(catalog.Get(name), row);
            var latest = await store.FindLatestAsync(name, cancellationToken);
            StoredDeployment[] added = latest is null || redeploys || SettingsOf(latest) != settings
                ? [NewDeployment((await identities.GetAsync(cancellationToken)).DomainId, name, (latest?.Number ?? 0) + 1, settings, now)]
                : [];
            await store.SaveAsync([row], added, cancellationToken);

            var state = StateOf(row, added is [var deployment] ? deployment : latest!);
            _agents = new(_agents, StringComparer.Ordinal) { [name] = state };
            capacity.SetMaximum(name, settings.MaxAgents);
            return state;
        }
        finally
        {
            _changing.Release();
        }
    }
}
