using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Agents.Endpoints;
using Parley.Server.Deployments;
using Parley.Server.Sessions;

namespace Parley.Server.Api.Sessions;

/// <summary>Brings HTTP requests to the endpoints that a running session's agent has mapped (contract 3).</summary>
internal sealed partial class SessionProxy(AgentDirectory agents, LiveSessions live, TimeProvider time, ILogger<SessionProxy> logger)
{
    /// <summary>How large a request's body may be.</summary>
    public const int MaxBodySize = 1024 * 1024;

    /// <summary>How long a request may wait, for an agent that starts and for its answer.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);

    private static readonly string[] NotForAgents = ["Authorization", "Connection", "Keep-Alive", "Proxy-Authorization", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    /// <summary>Answers for the session of an agent.</summary>
    public async Task<IResult> HandleAsync(string agent, string id, string path, HttpRequest request, CancellationToken cancellationToken)
        => agents.Find(agent) is null ? ApiError.NoSuchAgent.ToResult()
            : Guid.TryParse(id, out var session) && live.Find(session, agent) is { } found ? await HandleAsync(session, found, path, request, cancellationToken)
            : ApiError.NotReady.ToResult();

    /// <summary>Answers for a session of whatever agent, as the local runner does.</summary>
    public async Task<IResult> HandleAsync(string id, string path, HttpRequest request, CancellationToken cancellationToken)
        => Guid.TryParse(id, out var session) && live.Find(session, agent: null) is { } found
            ? await HandleAsync(session, found, path, request, cancellationToken)
            : ApiError.NotReady.ToResult();

    private async Task<IResult> HandleAsync(Guid id, LiveSession session, string path, HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, MaxBodySize, cancellationToken) is not { } body)
        {
            return ApiError.TooLarge.ToResult();
        }

        using var patience = new CancellationTokenSource(LongestWait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, session.Token, cancellationToken);
        try
        {
            if (await OpenDoorAsync(session, either.Token) is not { } door)
            {
                return ApiError.NotReady.ToResult();
            }

            return await AskAsync(id, door, ToRequest(id, path, request, body), either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return patience.IsCancellationRequested ? ApiError.AgentSilent.ToResult() : ApiError.NotReady.ToResult();
        }
    }

    /// <summary>Waits until the agent runs its session; <see langword="null"/> when that will not be.</summary>
    private static async Task<SessionDoor?> OpenDoorAsync(LiveSession session, CancellationToken cancellationToken)
    {
        if (await session.Access.Door.UntilAsync(cancellationToken) is not { } door)
        {
            return null;
        }

        await Waits.FirstAsync(door.Opened, session.Ended).UntilAsync(cancellationToken);
        return door.Opened.IsCompleted ? door : null;
    }

    private async Task<IResult> AskAsync(Guid id, SessionDoor door, SessionRequest request, CancellationToken cancellationToken)
    {
        var answer = door.Find(request) ?? (request.Method == "HEAD" ? door.Find(request with { Method = "GET" }) : null);
        if (answer is null)
        {
            var methods = door.MethodsAt(request.Path);
            return (methods.Count == 0 ? ApiError.NoSuchEndpoint : ApiError.WrongMethod(request.Method, string.Join(", ", methods))).ToResult();
        }

        try
        {
            return new ProxiedResult(await answer(cancellationToken).UntilAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // What an agent throws is its own; whoever asked learns that it failed.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.AgentFailed(logger, id, request.Method, fault);
            return ApiError.Internal.ToResult();
        }
    }

    private static SessionRequest ToRequest(Guid id, string path, HttpRequest request, byte[] body)
    {
        var headers = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in request.Headers)
        {
            if (!NotForAgents.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                headers[name] = [.. values.Where(value => value is not null)!];
            }
        }

        headers["x-daily-session-id"] = [$"{id}"];
        return new SessionRequest(request.Method.ToUpperInvariant(), $"/{path}")
        {
            QueryString = request.QueryString.Value ?? "",
            Query = request.Query.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.Where(value => value is not null)!], StringComparer.Ordinal),
            Headers = headers,
            Body = body,
        };
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: the agent failed over a {Method} to one of its endpoints")]
        public static partial void AgentFailed(ILogger logger, Guid sessionId, string method, Exception fault);
    }
}
