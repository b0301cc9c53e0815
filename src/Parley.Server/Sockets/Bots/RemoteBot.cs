using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Hosting;

namespace Parley.Server.Sockets.Bots;

/// <summary>
/// An agent that is somebody's program elsewhere: makes the calls that the start body asks for, or takes the one that came in, and streams each to the agent's endpoint as Twilio does.
/// The endpoint is connected to before anybody is called or answered, so that nobody picks up to find nobody there.
/// </summary>
internal sealed partial class RemoteBot(AgentCatalog agents, Organization organization, BotCalls calls, IIdSource ids, ILogger<RemoteBot> logger) : IVoiceAgent
{
    private static readonly TimeSpan[] PausesBetweenTries = [TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(1)];

    private readonly Dictionary<string, BotCall> _legs = [];   // Handlers run one at a time.
    private readonly Queue<BotStream> _ready = [];
    private Uri _endpoint = null!;
    private Exception? _fault;
    private int _dialling;

    /// <inheritdoc/>
    public async Task RunAsync(AgentSession<JsonElement> session, CancellationToken cancellationToken)
    {
        _endpoint = agents.Get(session.AgentName).Endpoint!;
        var isDialout = DialoutSettings.TryRead(session.Input, out var requests, out var error);
        if (!isDialout && session.Input.ValueKind is JsonValueKind.Object && session.Input.TryGetProperty(DialoutSettings.Key, out _))
        {
            throw new ParleyServerException(error!);
        }

        try
        {
            for (var i = 0; i < (requests?.Count ?? 1); i++)
            {
                _ready.Enqueue(await ConnectAsync(session, cancellationToken));
            }

            Listen(session, requests ?? []);
            await session.RunAsync(cancellationToken: cancellationToken);
        }
        finally
        {
            foreach (var call in _legs.Values)
            {
                call.Over.TrySetResult();
                await call.Streaming;
            }

            while (_ready.TryDequeue(out var unused))
            {
                unused.Dispose();
            }
        }

        if (_fault is not null)
        {
            throw _fault;
        }
    }

    private void Listen(AgentSession<JsonElement> session, IReadOnlyList<DialoutRequest> requests)
    {
        session.On<CallStateUpdated>((e, ct) => e.State is CallState.Joined ? DialAsync(session, requests, ct) : Task.CompletedTask);
        session.On<DialoutAnswered>((e, _) => Begin(session, e.SessionId, e.CallerId, e.Destination));
        session.On<DialinConnected>((e, _) => Begin(session, e.SessionId, e.SipFrom, e.SipTo));
        session.On<DtmfReceived>((e, _) =>
        {
            _legs.GetValueOrDefault(e.SessionId)?.Port.Press(e.Tone[0]);
            return Task.CompletedTask;
        });
        session.On<DialoutStopped>((e, ct) => EndAsync(session, e.SessionId, ct));
        session.On<DialoutError>((e, ct) => EndAsync(session, e.SessionId, ct));
        session.On<DialinStopped>((e, ct) => EndAsync(session, e.SessionId, ct));
        session.On<DialinError>((e, ct) => EndAsync(session, e.SessionId, ct));
    }

    private async Task DialAsync(AgentSession session, IReadOnlyList<DialoutRequest> requests, CancellationToken cancellationToken)
    {
        string? refusal = null;
        foreach (var request in requests)
        {
            var start = await session.StartDialoutAsync(request, cancellationToken);
            _dialling += start.IsAccepted ? 1 : 0;
            refusal ??= start.IsAccepted ? null : start.Error;
        }

        if (requests.Count > 0 && _dialling == 0)
        {
            throw new ParleyServerException($"the call was refused: {refusal}");
        }
    }

    private Task Begin(AgentSession<JsonElement> session, string leg, string? from, string? to)
    {
        var call = _legs[leg] = new();
        call.Streaming = StreamAsync(session, leg, call, ParametersOf(session.Input, from, to));
        return Task.CompletedTask;
    }

    private async Task EndAsync(AgentSession session, string leg, CancellationToken cancellationToken)
    {
        _legs.GetValueOrDefault(leg)?.Over.TrySetResult();
        if (--_dialling <= 0)
        {
            await session.LeaveAsync(cancellationToken);
        }
    }

    // From the answer to the end of the call; a stream that breaks is opened anew, since the person is still there.
    private async Task StreamAsync(AgentSession session, string leg, BotCall call, Dictionary<string, string> parameters)
    {
        await Task.Yield();
        var (callSid, account) = ($"CA{Guid.Parse(leg):N}", $"AC{await organization.GetIdAsync(CancellationToken.None):N}");
        using var known = calls.Add(callSid, () => session.StopDialoutAsync(leg));
        try
        {
            await using var line = await session.OpenLineAsync(call.Port, leg);
            var stream = line is null ? null : _ready.TryDequeue(out var ready) ? ready : await ConnectAsync(session, CancellationToken.None);
            while (stream is not null)
            {
                BotStreamEnd end;
                using (stream)
                {
                    end = await stream.RunAsync(new($"MZ{ids.NewId():N}", callSid, account, parameters), call.Port, call.Over.Task);
                }

                stream = null;
                if (end is BotStreamEnd.Broken && !call.Over.Task.IsCompleted)
                {
                    Log.Broke(logger, session.SessionId, leg);
                    call.Port.Clear();
                    stream = await ConnectAsync(session, CancellationToken.None);
                    parameters["_parleyReconnect"] = "1";
                }
            }
        }
#pragma warning disable CA1031 // The call is hung up and the session says why.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _fault ??= fault;
        }

        if (!call.Over.Task.IsCompleted)
        {
            await session.StopDialoutAsync(leg);
        }
    }

    private async Task<BotStream> ConnectAsync(AgentSession session, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i++)
        {
            var (stream, error) = await BotStream.ConnectAsync(_endpoint, session.Time, cancellationToken);
            if (stream is not null)
            {
                return stream;
            }

            if (i == PausesBetweenTries.Length)
            {
                throw new ParleyServerException($"the agent's endpoint {_endpoint.GetLeftPart(UriPartial.Path)} cannot be reached: {error}");
            }

            await Task.Delay(PausesBetweenTries[i], session.Time, cancellationToken);
        }
    }

    // Twilio's parameters are text; what is not is given as its JSON.
    private static Dictionary<string, string> ParametersOf(JsonElement body, string? from, string? to)
    {
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        if (body.ValueKind is JsonValueKind.Object)
        {
            foreach (var property in body.EnumerateObject())
            {
                parameters[property.Name] = property.Value.ValueKind is JsonValueKind.String ? property.Value.GetString()! : property.Value.GetRawText();
            }
        }

        parameters.TryAdd("from_number", from ?? "");
        parameters.TryAdd("to_number", to ?? "");
        return parameters;
    }

    private sealed class BotCall
    {
        public BotPort Port { get; } = new();

        public TaskCompletionSource Over { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Streaming { get; set; } = Task.CompletedTask;
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: the stream of leg {LegId} to the agent's endpoint broke; it is opened anew")]
        public static partial void Broke(ILogger logger, Guid sessionId, string legId);
    }
}
