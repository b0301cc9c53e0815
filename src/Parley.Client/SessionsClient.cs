using System.Runtime.CompilerServices;
using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Sessions: to see, follow and stop them.</summary>
public sealed class SessionsClient
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ApiConnection _api;

    internal SessionsClient(ApiConnection api) => _api = api;

    /// <summary>Lists an agent's sessions, the newest first.</summary>
    public Task<SessionPage> ListAsync(string agent, SessionFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new();
        var query = ApiConnection.Query(
            ("limit", ApiConnection.Format(filter.Limit)), ("offset", ApiConnection.Format(filter.Offset)),
            ("status", filter.Ended switch { true => "ended", false => "active", null => null }), ("deploymentId", filter.DeploymentId?.ToString()),
            ("startTime", ApiConnection.Format(filter.From)), ("endTime", ApiConnection.Format(filter.Until)));
        return _api.GetAsync($"/v1/agents/{ApiConnection.Part(agent)}/sessions{query}", ClientJson.Default.SessionPage, cancellationToken);
    }

    /// <summary>Shows a session with its dial-out attempts.</summary>
    public Task<Session> GetAsync(string agent, Guid sessionId, CancellationToken cancellationToken = default)
        => _api.GetAsync($"{Path(agent)}/{sessionId}", ClientJson.Default.Session, cancellationToken);

    /// <summary>Shows what has happened in a session so far.</summary>
    public async Task<IReadOnlyList<SessionEvent>> ListEventsAsync(string agent, Guid sessionId, CancellationToken cancellationToken = default)
        => [.. (await _api.GetAsync($"{Path(agent)}/{sessionId}/events", ClientJson.Default.SessionEvents, cancellationToken)).Events.Select(json => new SessionEvent(json))];

    /// <summary>Follows a session to its end: what has happened, then what happens.</summary>
    /// <param name="agent">Its agent.</param>
    /// <param name="sessionId">Its id.</param>
    /// <param name="time">The clock of the pauses between questions; the system's when absent.</param>
    /// <param name="cancellationToken">Stops following; the session goes on.</param>
    public async IAsyncEnumerable<SessionEvent> FollowAsync(
        string agent, Guid sessionId, TimeProvider? time = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var told = 0;
        while (true)
        {
            var isOver = (await GetAsync(agent, sessionId, cancellationToken)).EndedAt is not null;   // Asked first, so that the last events are there when it is.
            var events = await ListEventsAsync(agent, sessionId, cancellationToken);
            for (; told < events.Count; told++)
            {
                yield return events[told];
            }

            if (isOver)
            {
                yield break;
            }

            await Task.Delay(Pause, time ?? TimeProvider.System, cancellationToken);
        }
    }

    /// <summary>Stops a session, and waits until it has unwound. One that has ended stays ended.</summary>
    public async Task StopAsync(string agent, Guid sessionId, CancellationToken cancellationToken = default)
        => await _api.SendAsync(HttpMethod.Delete, $"{Path(agent)}/{sessionId}", isPublic: false, null, ClientJson.Default.JsonElement, null, cancellationToken);

    private static string Path(string agent) => $"/v1/agents/{ApiConnection.Part(agent)}/sessions";
}
