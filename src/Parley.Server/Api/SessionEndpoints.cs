using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Storage;

namespace Parley.Server.Api;

/// <summary><c>/v1/agents/{agent}/sessions</c>: to see sessions and to stop them (contract 2.4).</summary>
internal sealed class SessionEndpoints(AgentCatalog agents, SessionStore sessions, AttemptStore attempts, LiveSessions live, SessionTimelines timelines, IdentityStore identities, Organization organization)
{
    private const int DefaultLimit = 10;
    private const int MaxLimit = 1000;

    public async Task<IResult> ListAsync(string agent, IQueryCollection query, CancellationToken cancellationToken)
    {
        var parameters = new QueryReader(query);
        var wanted = new SessionQuery(
            parameters.Integer("limit", DefaultLimit, 1, MaxLimit),
            parameters.Integer("offset", 0, 0, int.MaxValue),
            parameters.OneOf("status", "all", "active", "ended", "all") switch { "active" => false, "ended" => true, _ => null },
            parameters.Moment("startTime"),
            parameters.Moment("endTime"))
        {
            Deployment = parameters.Id("deploymentId"),
            StartSecondsFrom = parameters.Number("startTimeMin"),
            StartSecondsUntil = parameters.Number("startTimeMax"),
        };
        var startType = parameters.OneOf("startType", "all", "cold", "warm", "all");
        if (!agents.Contains(agent))
        {
            return ApiError.NoSuchAgent.ToResult();
        }

        if (parameters.Refusal is { } refusal)
        {
            return refusal;
        }

        var (domain, owner) = await WhoAsync(cancellationToken);
        var page = startType == "cold" ? new SessionPage(0, []) : await sessions.ListAsync(agent, wanted, cancellationToken);   // Agents of this process are always warm.
        return TypedResults.Ok(new SessionListDocument(page.Total, [.. page.Sessions.Select(s => s.ToDocument(domain, owner))]));
    }

    public async Task<IResult> GetAsync(string agent, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(agent, id, cancellationToken) is not { } session)
        {
            return NotFound(agent);
        }

        var (domain, owner) = await WhoAsync(cancellationToken);
        return TypedResults.Ok(session.ToDetails(domain, owner, await attempts.ListAsync(session.Id, cancellationToken)));
    }

    public async Task<IResult> EventsAsync(string agent, string id, CancellationToken cancellationToken)
        => await FindAsync(agent, id, cancellationToken) is { } session
            ? TypedResults.Ok(new SessionEventsDocument([.. timelines.Get(session.Id).Select(e => JsonSerializer.SerializeToElement(e, AgentEventJson.Default.AgentEvent))]))
            : NotFound(agent);

    /// <summary>Stops the session and waits until it has unwound. One that has ended stays ended, and the answer is the same.</summary>
    public async Task<IResult> StopAsync(string agent, string id, CancellationToken cancellationToken)
    {
        if (await FindAsync(agent, id, cancellationToken) is not { } session)
        {
            return NotFound(agent);
        }

        await live.StopAsync(session.Id, SessionEnd.Terminated, cancellationToken);
        return TypedResults.Ok(new SessionTerminatedDocument("terminated", session.Id));
    }

    private async Task<(Guid Domain, Guid Organization)> WhoAsync(CancellationToken cancellationToken)
        => ((await identities.GetAsync(cancellationToken)).DomainId, await organization.GetIdAsync(cancellationToken));

    private async Task<SessionRecord?> FindAsync(string agent, string id, CancellationToken cancellationToken)
        => agents.Contains(agent) && Guid.TryParse(id, out var guid) ? await sessions.FindAsync(agent, guid, cancellationToken) : null;

    private IResult NotFound(string agent) => (agents.Contains(agent) ? ApiError.NoSuchSession : ApiError.NoSuchAgent).ToResult();
}
