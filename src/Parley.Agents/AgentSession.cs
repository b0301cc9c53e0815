using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Agents.Endpoints;
using Parley.Agents.Turns;

namespace Parley.Agents;

/// <summary>
/// One run of an agent: its room, its call legs, its conversations. Handlers registered with <see cref="On{TEvent}"/> run one at a time,
/// in the order of the events, never on the media loop; they start work and return. A handler that throws ends the session.
/// </summary>
public abstract partial class AgentSession
{
    private readonly ICallTransport _transport;
    private readonly Channel<Told> _inbox = Channel.CreateUnbounded<Told>(new() { SingleReader = true });
    private readonly EventStream _events = new();
    private readonly List<Func<AgentEvent, CancellationToken, Task?>> _handlers = [];
    private readonly Lock _gate = new();
    private readonly List<Conversation> _conversations = [];
    private readonly TaskCompletionSource _stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ILogger _logger;
    private Exception? _fault;
    private bool _started;

    private protected AgentSession(AgentStart start, ICallTransport transport, TimeProvider time, ILoggerFactory? loggers)
    {
        (Start, _transport, Time, Loggers) = (start, transport, time, loggers ?? NullLoggerFactory.Instance);
        _logger = Loggers.CreateLogger<AgentSession>();
        Rtvi = new(this);
    }

    /// <summary>The session's id, as answered to the start request.</summary>
    public Guid SessionId => Start.SessionId;

    /// <summary>The agent's name.</summary>
    public string AgentName => Start.AgentName;

    /// <summary>The address of the room made for this session, if the request asked for one.</summary>
    public Uri? RoomUrl => Start.RoomUrl;

    /// <summary>The token with which the agent joins that room.</summary>
    public string? Token => Start.Token;

    /// <summary>
    /// The secrets of the set that the agent's deployment names, as they were when the session started: <c>session.Secrets["OPENAI_API_KEY"]</c>. Empty when it names none. The
    /// host hides their values in the session's log; anywhere else they are for the agent to keep.
    /// </summary>
    public IReadOnlyDictionary<string, string> Secrets => Start.Secrets;

    /// <summary>Where the agent stands with its room, as far as its handlers have been told.</summary>
    public CallState State { get; private set; } = CallState.Initialized;

    /// <summary>The clock of the session; the host may run it faster than the wall's.</summary>
    public TimeProvider Time { get; }

    /// <summary>
    /// Every event of the session and its conversations, in the order in which handlers see them, for tests, storage and dashboards.
    /// Each enumerator gets those from its own creation (<c>GetAsyncEnumerator</c>) on, and ends with the session.
    /// </summary>
    public IAsyncEnumerable<AgentEvent> Events => _events;

    /// <summary>What clients in the room are told by the RTVI protocol, and what they ask for.</summary>
    public RtviServer Rtvi { get; }

    /// <summary>Where the host brings requests to the endpoints of <see cref="MapEndpoint"/>.</summary>
    public SessionDoor Door { get; } = new();

    internal ILoggerFactory Loggers { get; }

    internal ICallTransport Transport => _transport;

    internal AgentStart Start { get; }

    /// <summary>Registers a handler. A base type, such as <see cref="ConversationEvent"/>, receives all that derive from it.</summary>
    /// <exception cref="InvalidOperationException">The session runs already.</exception>
    public void On<TEvent>(Func<TEvent, CancellationToken, Task> handler)
        where TEvent : AgentEvent
    {
        if (_started)
        {
            throw new InvalidOperationException("Register handlers before RunAsync, so that none misses an event.");
        }

        _handlers.Add((occurred, cancellationToken) => occurred is TEvent wanted ? handler(wanted, cancellationToken) : null);
    }

    /// <summary>
    /// Answers HTTP requests to <c>/v1/public/{agent}/sessions/{id}/{path}</c> while the session runs. Handlers run beside each other and beside those of
    /// <see cref="On{TEvent}"/>; one that throws answers 500, and the session goes on.
    /// </summary>
    /// <param name="method">GET, POST, PUT, PATCH, DELETE, OPTIONS or HEAD.</param>
    /// <param name="pattern">The path, such as <c>/notes/{id}</c>; a part in braces stands for any one part.</param>
    /// <param name="handler">Who answers.</param>
    /// <exception cref="InvalidOperationException">The session runs already.</exception>
    public void MapEndpoint(string method, string pattern, SessionEndpointHandler handler)
    {
        if (_started)
        {
            throw new InvalidOperationException("Map endpoints before RunAsync, so that none is missed.");
        }

        Door.Map(new SessionEndpoint(method, pattern, handler));
    }

    /// <summary>
    /// Joins the room, hands events to the handlers, and returns when the room has been left or <paramref name="cancellationToken"/> is
    /// cancelled; the room is
    /// always left in the end, and every conversation unwound.
    /// </summary>
    /// <param name="conversation">A conversation to start as soon as the room is joined; others are started with
    /// <see cref="Conversation.StartAsync"/>.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="Exception">What a handler threw.</exception>
    public async Task RunAsync(Conversation? conversation = null, CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, true))
        {
            throw new InvalidOperationException("A session runs once.");
        }

        Door.Open();
        using var stopping = cancellationToken.UnsafeRegister(static session => ((AgentSession)session!)._stop.TrySetResult(), this);
        using var ending = new CancellationTokenSource();
        var pump = PumpAsync();
        var dispatch = DispatchAsync(conversation, ending.Token);
        try
        {
            await _transport.JoinAsync(cancellationToken);
            await _stop.Task;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped while joining: leave, below.
        }
        catch (Exception exception)
        {
            _fault = exception;
        }

        ending.Cancel();
        await _transport.LeaveAsync(CancellationToken.None);
        await Waits.AllAsync([pump, dispatch]);
        _events.Complete();
        _fault?.Rethrow();
    }

    /// <summary>Asks for a call. Returns once the room has accepted or refused it; what becomes of it comes as events.</summary>
    public async Task<DialoutStart> StartDialoutAsync(DialoutRequest request, CancellationToken cancellationToken = default)
    {
        var start = await _transport.StartDialoutAsync(request, cancellationToken);
        if (!start.IsAccepted)
        {
            Log.DialoutRefused(_logger, SessionId, start.Error);
        }
        else
        {
            NoteDestination(start.SessionId, request);
        }

        return start;
    }

    /// <summary>Cancels a ringing leg or hangs up an answered one, also one that called in.</summary>
    /// <returns><see langword="false"/> when there is no such leg any more.</returns>
    public Task<bool> StopDialoutAsync(string participantId, CancellationToken cancellationToken = default) =>
        _transport.StopDialoutAsync(participantId, cancellationToken);

    /// <summary>Sends keypad tones to a leg.</summary>
    /// <returns><see langword="false"/> when there is no such leg, or it has not been answered.</returns>
    public Task<bool> SendDtmfAsync(DtmfRequest request, CancellationToken cancellationToken = default) =>
        _transport.SendDtmfAsync(request, cancellationToken);

    /// <summary>
    /// Sends the far end of a leg to somebody else by SIP REFER, blindly or, with <see cref="SipReferRequest.WithSessionId"/>, to somebody whom the agent has on
    /// another leg. Returns once it is begun; <see cref="TransferEnded"/> tells what came of it.
    /// </summary>
    /// <returns><see langword="null"/>, or why it cannot be begun.</returns>
    public Task<string?> SipReferAsync(SipReferRequest request, CancellationToken cancellationToken = default) => _transport.SipReferAsync(request, cancellationToken);

    /// <summary>
    /// Calls somebody into the room for a leg to speak with; both stay in the room, and the agent may stay, or leave them to each other with
    /// <see cref="HandOverAsync"/>. Returns like <see cref="StartDialoutAsync"/>; <see cref="TransferEnded"/> tells whether they answered.
    /// </summary>
    public Task<DialoutStart> SipCallTransferAsync(SipCallTransferRequest request, CancellationToken cancellationToken = default) =>
        _transport.SipCallTransferAsync(request, cancellationToken);

    /// <summary>Puts the far end of a leg on hold in its own network (a re-INVITE), or takes it back.</summary>
    /// <returns><see langword="false"/> when there is no such leg, or its far end does not agree.</returns>
    public Task<bool> HoldAsync(string participantId, bool hold = true, CancellationToken cancellationToken = default) =>
        _transport.HoldAsync(participantId, hold, cancellationToken);

    /// <summary>
    /// Pauses the recording of a leg, and those of its room, while something is said that must not be kept, such as the number of a card: silence goes into them, and
    /// what is said and pressed on the leg is not written down.
    /// </summary>
    /// <returns>
    /// <see langword="false"/> when there is no such leg, it is not recorded, or it was paused already: then whoever paused it goes on with it, and not the caller.
    /// </returns>
    public Task<bool> PauseRecordingAsync(string participantId, CancellationToken cancellationToken = default) =>
        _transport.SetRecordingAsync(participantId, isPaused: true, cancellationToken);

    /// <summary>Goes on recording a leg.</summary>
    /// <returns><see langword="false"/> when there is no such leg, it is not recorded, or it was not paused.</returns>
    public Task<bool> ResumeRecordingAsync(string participantId, CancellationToken cancellationToken = default) =>
        _transport.SetRecordingAsync(participantId, isPaused: false, cancellationToken);

    /// <summary>
    /// Ends the agent's part, and leaves the room to the people in it: they go on speaking until one of them hangs up. Conversations end at once; handlers still
    /// learn what happens. <see cref="LeaveAsync"/> ends the calls all the same.
    /// </summary>
    public Task HandOverAsync(CancellationToken cancellationToken = default) => _transport.HandOverAsync(cancellationToken);

    /// <summary>Leaves the room, which ends its call legs and the session.</summary>
    public Task LeaveAsync(CancellationToken cancellationToken = default) => _transport.LeaveAsync(cancellationToken);

    /// <summary>Sends a message to the other participants of the room.</summary>
    /// <param name="message">Any JSON.</param>
    /// <param name="recipient">A participant's id; <see langword="null"/> for all.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task SendAppMessageAsync(JsonElement message, string? recipient = null, CancellationToken cancellationToken = default) =>
        _transport.SendAppMessageAsync(message, recipient, cancellationToken);

    /// <summary>Tells RTVI clients in the room that the agent is ready (contract 10.3).</summary>
    /// <param name="requestId">The id of the <c>client-ready</c> message that this answers, if one came.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task SetBotReadyAsync(string? requestId = null, CancellationToken cancellationToken = default) =>
        Rtvi.SetReadyAsync(requestId, cancellationToken);

    /// <summary>Begins to describe a conversation.</summary>
    /// <param name="participantId">Whom it is with, on a private line; <see langword="null"/> for the whole room.</param>
    public ConversationBuilder CreateConversation(string? participantId = null) => new(this, participantId);

    /// <summary>Puts an event into the session's stream, behind those already there.</summary>
    internal void Post(AgentEvent occurred)
    {
        Watched(occurred);
        _inbox.Writer.TryWrite(new(occurred.Timestamp == default ? occurred with { Timestamp = Time.GetUtcNow() } : occurred, default));
    }

    /// <summary>Notes how far a bot turn has come, for those who follow it word by word, in step with the events.</summary>
    internal void Note(TurnProgress progress)
    {
        if (Rtvi.IsActive)
        {
            _inbox.Writer.TryWrite(new(null, progress));
        }
    }

    internal void Add(Conversation conversation)
    {
        lock (_gate)
        {
            _conversations.Add(conversation);
        }
    }

    internal void Remove(Conversation conversation)
    {
        lock (_gate)
        {
            _conversations.Remove(conversation);
        }
    }

    /// <summary>
    /// Takes events off the transport as they come, so that a conversation learns of a hang-up even while a handler is busy.
    /// </summary>
    private async Task PumpAsync()
    {
        await foreach (var occurred in _transport.Events.DrainAsync(CancellationToken.None))
        {
            NoteOutcome(occurred);
            switch (occurred)
            {
                case ParticipantLeft { Participant.Id: var id }:
                    EndConversations(conversation => conversation.ParticipantId == id, "The participant left.");
                    break;
                case CallStateUpdated { State: CallState.Leaving }:
                    EndConversations(_ => true, "The session ended.");
                    break;
                case CallStateUpdated { State: CallState.Left }:
                    await Waits.AllAsync(EndConversations(_ => true, "The session ended."));
                    break;
            }

            Post(occurred is DtmfReceived key ? TakeKey(key) : occurred);
        }

        DropOutcomes();
        EndWatches();
        await Waits.AllAsync(EndConversations(_ => true, "The session ended."));
        _inbox.Writer.Complete();
    }

    /// <summary>Brings typed words to the conversations.</summary>
    /// <returns><see langword="false"/> when there is none.</returns>
    internal bool HearText(string text, bool runImmediately)
    {
        var heard = false;
        ForEachConversation(_ => true, conversation =>
        {
            _ = conversation.HearTextAsync(text, runImmediately);
            heard = true;
        });
        return heard;
    }

    private Task[] EndConversations(Func<Conversation, bool> which, string reason)
    {
        var ends = new List<Task>();
        ForEachConversation(which, conversation => ends.Add(conversation.Abort(reason)));
        return [.. ends];
    }

    private void ForEachConversation(Func<Conversation, bool> which, Action<Conversation> act)
    {
        Conversation[] chosen;
        lock (_gate)
        {
            chosen = [.. _conversations.Where(which)];
        }

        Array.ForEach(chosen, act);
    }

    /// <summary>Hands events to whoever follows the stream, then to the handlers; after the session's end to the former only.</summary>
    private async Task DispatchAsync(Conversation? conversation, CancellationToken ending)
    {
        await foreach (var (happened, progress) in _inbox.Reader.DrainAsync(CancellationToken.None))
        {
            if (happened is not { } occurred)
            {
                Rtvi.Tell(progress);
                continue;
            }

            _events.Publish(occurred);
            if (occurred is CallStateUpdated { State: var state })
            {
                State = state;
            }

            if (_fault is not null || _stop.Task.IsCompleted)
            {
                continue;
            }

            try
            {
                if (conversation is not null && occurred is CallStateUpdated { State: CallState.Joined })
                {
                    await conversation.StartAsync(ending);
                }

                await Rtvi.TakeAsync(occurred, ending);
                foreach (var handler in _handlers)
                {
                    if (handler(occurred, ending) is { } running)
                    {
                        await running;
                    }
                }
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // The session was stopped under the handler.
            }
            catch (Exception exception)
            {
                Log.HandlerFailed(_logger, SessionId, occurred.GetType().Name, exception);
                _fault = exception;
                _stop.TrySetResult();
            }
        }

        _stop.TrySetResult();
    }

    /// <summary>What waits to be told: an event, or how far a bot turn has come.</summary>
    private readonly record struct Told(AgentEvent? Occurred, TurnProgress Progress);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId}: the handler of {Event} failed; the session ends.")]
        public static partial void HandlerFailed(ILogger logger, Guid sessionId, string @event, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: a dial-out was refused: {Error}")]
        public static partial void DialoutRefused(ILogger logger, Guid sessionId, string error);
    }
}
