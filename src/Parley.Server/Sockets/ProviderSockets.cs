using System.Net.WebSockets;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Api;
using Parley.Server.Deployments;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Legs;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Telephony.Sockets;
using Parley.Telephony.Sockets.Dialects;

namespace Parley.Server.Sockets;

/// <summary>
/// Takes the calls that providers bring over WebSockets (contract 11): who may not come in is told over HTTP where that can be known, else as the socket is closed; the others start a
/// session of the agent that they name, with the call in its hands.
/// </summary>
internal sealed partial class ProviderSockets(
    LiveSessions sessions, AgentDirectory agents, ServiceNames services, SessionTokens tokens, SessionRooms rooms, IdentityStore identities, ProviderHangUp hangUp,
    IOptions<ParleyOptions> options, IHostApplicationLifetime lifetime, IIdSource ids, TimeProvider time, ILogger<ProviderSockets> logger)
{
    /// <summary>The parameter in which a Twilio stream names the agent.</summary>
    public const string ServiceParameter = "_pipecatCloudServiceHost";

    private const int MessagesBeforeStart = 8;

    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(2);
    private static readonly ApiError Forbidden = new(403, "403", "The session token is missing, not valid, has expired, or was used before");

    private int _waiting;

    /// <summary>Serves a socket until its call is over.</summary>
    public async Task<IResult> HandleAsync(string provider, string? rest, HttpContext context)
    {
        if (!SocketDialect.All.TryGetValue(provider, out var dialect))
        {
            return ApiError.NoSuchRoute.ToResult();
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            return new ApiError(426, "426", "This address is for WebSockets").ToResult();
        }

        var error = SocketRequest.TryRead(context.Request, dialect, rest, out var request);
        var token = request.Token is { } text ? tokens.Read(text) : null;
        error ??= !sessions.Accepting ? ApiError.Stopping : request.Token is not null && token is null ? Forbidden : null;
        var service = request.Service ?? token?.Service;
        var agent = service is null ? null : await services.FindAsync(service, context.RequestAborted);
        error ??= service is null ? (dialect is TwilioDialect ? null : ApiError.Bad("serviceHost: expected AGENT.ORGANIZATION in the query"))
            : agent is null ? ApiError.NoSuchAgent
            : MayStart(agent, token) ? null : Forbidden;
        return error is null ? await AcceptAsync(context, new(dialect, request, agent, token)) : error.ToResult();
    }

    private bool MayStart(string agent, SessionToken? token) =>
        token is null ? agents.Get(agent).Deployment.Settings.WebSocketAuth is AgentOptions.NoAuth : token.Service == services.Of(agent);

    private async Task<IResult> AcceptAsync(HttpContext context, Arrival arrival)
    {
        // Whoever brings no start is let in when there is a place; the others when their call is known.
        using var place = arrival.Dialect.HasStart ? null : await sessions.AdmitAsync(arrival.Agent!, context.RequestAborted);
        if (place is { Admission: not SessionAdmission.Started })
        {
            return ErrorOf(place.Admission).ToResult();
        }

        if (arrival.Token is { } token && !tokens.TryUse(token))
        {
            return Forbidden.ToResult();
        }

        if (Interlocked.Increment(ref _waiting) > options.Value.Sockets.MaxWaiting)
        {
            Interlocked.Decrement(ref _waiting);
            return new ApiError(503, "503", "Too many sockets wait for their calls").ToResult();
        }

        SocketPeer peer;
        SocketStart? start;
        string? agent;
        try
        {
            peer = new(await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext { KeepAliveInterval = KeepAlive, KeepAliveTimeout = KeepAlive }));
            (start, agent) = await GreetAsync(peer, arrival);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        if (start is null)
        {
            peer.Dispose();
            return Results.Empty;
        }

        await CallAsync(peer, arrival, start, agent!, place);
        return Results.Empty;
    }

    // Reads up to the start, or closes the socket and says why.
    private async Task<(SocketStart? Start, string? Agent)> GreetAsync(SocketPeer peer, Arrival arrival)
    {
        if (!arrival.Dialect.HasStart)
        {
            return (new() { StreamId = $"{ids.NewId()}", Format = new(SocketEncoding.Linear, GenericDialect.SampleRate) }, arrival.Agent);
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
        await using var timer = time.CreateTimer(_ => patience.Cancel(), null, options.Value.Sockets.StartTimeout, Timeout.InfiniteTimeSpan);
        var (status, refusal) = (WebSocketCloseStatus.PolicyViolation, $"no start within {options.Value.Sockets.StartTimeout.TotalSeconds} s");
        Task<SocketReading>? reading = null;
        try
        {
            for (var i = 0; i < MessagesBeforeStart; i++)
            {
                reading = peer.ReadAsync();
                if (await reading.UntilAsync(patience.Token) is not SocketReading.Message)
                {
                    peer.Abort();
                    return default;
                }

                switch (arrival.Dialect.Read(peer.Message, peer.IsText))
                {
                    case SocketStarted { Start: var start }:
                        var (agent, wrong) = await AgentOfAsync(arrival, start);
                        if (agent is not null)
                        {
                            return (start, agent);
                        }

                        refusal = wrong!;
                        i = MessagesBeforeStart;
                        break;
                    case SocketMalformed malformed:
                        (status, refusal, i) = (WebSocketCloseStatus.InvalidPayloadData, malformed.Why, MessagesBeforeStart);
                        break;
                    default:
                        refusal = "sound before the start";
                        break;
                }

                reading = null;
            }
        }
        catch (OperationCanceledException)
        {
            (status, refusal) = lifetime.ApplicationStopping.IsCancellationRequested ? (WebSocketCloseStatus.EndpointUnavailable, ApiError.Stopping.Text) : (status, $"no start within {options.Value.Sockets.StartTimeout.TotalSeconds} s");
        }

        Log.Refused(logger, arrival.Dialect.Name, refusal);
        using var goodbye = new CancellationTokenSource(LongestGoodbye, time);
        await peer.FinishAsync(status, refusal, reading, goodbye.Token);
        return default;
    }

    private async Task<(string? Agent, string? Refusal)> AgentOfAsync(Arrival arrival, SocketStart start)
    {
        if (arrival.Dialect is not TwilioDialect || !start.Parameters.TryGetValue(ServiceParameter, out var service))
        {
            return arrival.Agent is null ? (null, $"the stream has no parameter {ServiceParameter}") : (arrival.Agent, null);
        }

        var agent = await services.FindAsync(service, CancellationToken.None);
        return agent is null ? (null, ApiError.NoSuchAgent.Text) : MayStart(agent, arrival.Token) ? (agent, null) : (null, Forbidden.Text);
    }

    private async Task CallAsync(SocketPeer peer, Arrival arrival, SocketStart start, string agent, SessionPlace? place)
    {
        var provider = arrival.Dialect.Name;
        var leg = new SocketLeg($"{ids.NewId()}", peer, arrival.Dialect, start, time) { EndAtProvider = hangUp.Of(provider, start) };
        var offer = new IncomingCallOffer(leg);
        leg.Start();
        try
        {
            if (await StartAsync(arrival, start, agent, place, offer) is var admission and not SessionAdmission.Started)
            {
                await offer.RefuseAsync(admission is SessionAdmission.AtCapacity ? 486 : 503);
            }
        }
#pragma warning disable CA1031 // One call that cannot be taken is refused, and nothing of it is left.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotTaken(logger, leg.Id, fault);
            await offer.RefuseAsync(500);
        }

        await leg.Completion;
        await leg.DisposeAsync();
    }

    private async Task<SessionAdmission> StartAsync(Arrival arrival, SocketStart start, string agent, SessionPlace? reserved, IncomingCallOffer offer)
    {
        using var admitted = reserved is null ? await sessions.AdmitAsync(agent, lifetime.ApplicationStopping) : null;
        var place = reserved ?? admitted!;
        if (place.Admission is not SessionAdmission.Started)
        {
            return place.Admission;
        }

        var domain = (await identities.GetAsync(CancellationToken.None)).DomainId;
        var body = SocketBody.Make(arrival.Dialect.Name, start, offer, domain, arrival.Request.Body, isPlain: !arrival.Dialect.HasStart);
        var (room, _) = await rooms.CreateAsync(RoomProperties.Default(time.GetUtcNow()), CancellationToken.None);
        var session = arrival.Token is { } token ? Guid.ParseExact(token.Nonce, "N") : ids.NewId();
        var command = new StartCommand { SessionId = session, Agent = agent, Body = body, Room = room, Incoming = offer };
        var record = new NewSession(session, agent, room.Name, room.Url, JsonMarshal.GetRawUtf8Value(body).ToArray());
        return await sessions.StartAsync(place, command, record, CancellationToken.None);
    }

    private static ApiError ErrorOf(SessionAdmission admission) => admission switch
    {
        SessionAdmission.AtCapacity => ApiError.AtCapacity,
        SessionAdmission.ServerStopping => ApiError.Stopping,
        SessionAdmission.NotReady => ApiError.NotReadyToStart,
        _ => ApiError.NoSuchAgent,
    };

    /// <summary>Who comes in.</summary>
    private sealed record Arrival(SocketDialect Dialect, SocketRequest Request, string? Agent, SessionToken? Token);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "A socket of {Provider} was closed before its call: {Refusal}")]
        public static partial void Refused(ILogger logger, string provider, string refusal);

        [LoggerMessage(Level = LogLevel.Error, Message = "The call {LegId} of a socket could not be taken")]
        public static partial void NotTaken(ILogger logger, string legId, Exception fault);
    }
}
