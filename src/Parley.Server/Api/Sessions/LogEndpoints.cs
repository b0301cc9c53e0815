using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Parley.Server.Deployments;
using Parley.Server.Logs;
using Parley.Server.Storage;

namespace Parley.Server.Api.Sessions;

/// <summary>A page of log lines (contract 2.3).</summary>
internal sealed record LogListDocument(LogTotalDocument Total, IReadOnlyList<LogLineDocument> Logs);

/// <summary>How many lines match.</summary>
/// <param name="Value">So many.</param>
/// <param name="Relation"><c>eq</c>: exactly.</param>
internal sealed record LogTotalDocument(int Value, string Relation);

/// <summary>A line.</summary>
/// <param name="Log">Level, source and text; without secrets, keys that were pressed, or words that were said.</param>
/// <param name="Timestamp">When.</param>
/// <param name="DeploymentId">Under which settings of the agent.</param>
/// <param name="SessionId">In which session (ours).</param>
internal sealed record LogLineDocument(string Log, DateTimeOffset Timestamp, Guid? DeploymentId, Guid SessionId);

/// <summary>How these documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(LogListDocument))]
internal sealed partial class LogJson : JsonSerializerContext;

/// <summary>What an agent's sessions have logged (contract 2.3).</summary>
internal sealed class LogEndpoints(AgentDirectory agents, SessionLogStore store, SessionLogWriter writer)
{
    private const int MaxLimit = 1000;
    private const int MaxQueryLength = 256;

    public async Task<IResult> ListAsync(string agent, IQueryCollection query, CancellationToken cancellationToken)
    {
        if (agents.Find(agent) is null)
        {
            return ApiError.NoSuchAgent.ToResult();
        }

        var parameters = new QueryReader(query);
        if (!parameters.TryMoment("startTime", out var from) || !parameters.TryMoment("endTime", out var until))
        {
            return ApiError.Bad("Invalid timestamp format").ToResult();
        }

        var wanted = new LogQuery(agent, parameters.Integer("limit", 10, 1, MaxLimit), parameters.Integer("offset", 0, 0, int.MaxValue))
        {
            Session = parameters.Id("sessionId"),
            Deployment = parameters.Id("deploymentId"),
            Text = parameters.Text("query", MaxQueryLength),
            From = from,
            Until = until,
            Ascending = parameters.OneOf("order", "desc", "asc", "desc") == "asc",
        };
        if (parameters.Refusal is { } refusal)
        {
            return refusal;
        }

        await writer.FlushAsync(cancellationToken);
        var page = await store.ListAsync(wanted, cancellationToken);
        return TypedResults.Ok(new LogListDocument(
            new(page.Total, "eq"), [.. page.Lines.Select(line => new LogLineDocument(line.Text, line.At, line.DeploymentId, line.SessionId))]));
    }
}
