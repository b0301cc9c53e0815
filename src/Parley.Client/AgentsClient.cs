using System.Net.Http.Json;
using Parley.Client.Models;

namespace Parley.Client;

/// <summary>Agents: to see and tune them, and to read their logs.</summary>
public sealed class AgentsClient
{
    private readonly ApiConnection _api;

    internal AgentsClient(ApiConnection api) => _api = api;

    /// <summary>Lists the agents.</summary>
    public async Task<IReadOnlyList<AgentSummary>> ListAsync(CancellationToken cancellationToken = default)
        => (await _api.GetAsync("/v1/agents", ClientJson.Default.AgentList, cancellationToken)).Services;

    /// <summary>Shows an agent.</summary>
    public Task<Agent> GetAsync(string agent, CancellationToken cancellationToken = default) => _api.GetAsync(Path(agent), ClientJson.Default.Agent, cancellationToken);

    /// <summary>Changes an agent. Sessions that run keep what they were started with.</summary>
    public Task<Agent> UpdateAsync(string agent, AgentUpdate update, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        var body = new AgentUpdateBody(
            update.MinAgents is null && update.MaxAgents is null ? null : new(update.MinAgents, update.MaxAgents), (int?)update.MaxSessionDuration?.TotalSeconds, update.SecretSet);
        return _api.SendAsync(
            HttpMethod.Post, Path(agent), isPublic: false, JsonContent.Create(body, ClientJson.Default.AgentUpdateBody), ClientJson.Default.Agent, null, cancellationToken);
    }

    /// <summary>Takes no more sessions of an agent; those that run finish.</summary>
    public async Task DeleteAsync(string agent, CancellationToken cancellationToken = default)
        => await _api.SendAsync(HttpMethod.Delete, Path(agent), isPublic: false, null, ClientJson.Default.JsonElement, null, cancellationToken);

    /// <summary>Shows what an agent's sessions have logged.</summary>
    public Task<LogPage> ListLogsAsync(string agent, LogFilter? filter = null, CancellationToken cancellationToken = default)
    {
        filter ??= new();
        var query = ApiConnection.Query(
            ("limit", ApiConnection.Format(filter.Limit)), ("offset", ApiConnection.Format(filter.Offset)), ("sessionId", filter.SessionId?.ToString()), ("query", filter.Query),
            ("order", filter.OldestFirst ? "asc" : "desc"), ("startTime", ApiConnection.Format(filter.From)), ("endTime", ApiConnection.Format(filter.Until)));
        return _api.GetAsync($"{Path(agent)}/logs{query}", ClientJson.Default.LogPage, cancellationToken);
    }

    private static string Path(string agent) => $"/v1/agents/{ApiConnection.Part(agent)}";
}
