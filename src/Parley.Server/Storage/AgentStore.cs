using Microsoft.EntityFrameworkCore;

namespace Parley.Server.Storage;

/// <summary>What must survive of the agents: their changed settings, their deployments, which were deleted.</summary>
internal sealed class AgentStore(Database database)
{
    /// <summary>All that is remembered of agents.</summary>
    public async Task<IReadOnlyList<StoredAgent>> ListAsync(CancellationToken cancellationToken)
        => await database.ReadAsync(db => db.Agents.OrderBy(a => a.Name).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>The deployments of an agent, the newest first.</summary>
    public async Task<IReadOnlyList<StoredDeployment>> ListDeploymentsAsync(string agent, CancellationToken cancellationToken)
        => await database.ReadAsync(
            db => db.Deployments.Where(d => d.Agent == agent).OrderByDescending(d => d.Number).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>The newest deployment of an agent, if it has one.</summary>
    public Task<StoredDeployment?> FindLatestAsync(string agent, CancellationToken cancellationToken)
        => database.ReadAsync(
            db => db.Deployments.Where(d => d.Agent == agent).OrderByDescending(d => d.Number).FirstOrDefaultAsync(cancellationToken), cancellationToken);

    /// <summary>Writes agents, new and known ones, and new deployments of theirs, all or nothing.</summary>
    public Task SaveAsync(IReadOnlyList<StoredAgent> agents, IReadOnlyList<StoredDeployment> deployments, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var names = agents.Select(a => a.Name).ToList();
                var known = await db.Agents.Where(a => names.Contains(a.Name)).ToDictionaryAsync(a => a.Name, cancellationToken);
                foreach (var agent in agents)
                {
                    if (known.TryGetValue(agent.Name, out var row))
                    {
                        db.Entry(row).CurrentValues.SetValues(agent);
                    }
                    else
                    {
                        db.Add(agent);
                    }
                }

                db.AddRange(deployments);
                return await db.SaveChangesAsync(cancellationToken);
            },
            cancellationToken);
}
