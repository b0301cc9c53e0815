using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Audio;
using Parley.Rooms;
using Parley.Server.Sessions.Legs;
using Parley.Telephony.Outcomes;

namespace Parley.Server.Sessions.Rooms;

/// <summary>
/// The live room of one session, as the agent reaches it: its media room, its call legs, and the one stream of what happens there.
/// It is left exactly once, by whoever is first: the agent, the room's expiry or the stop of the session.
/// </summary>
internal sealed partial class LiveRoom : ICallTransport, IDisposable
{
    /// <summary>How long a leg may take over its hang-up before the room goes without it.</summary>
    private static readonly TimeSpan LongestGoodbye = TimeSpan.FromSeconds(5);

    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>(new() { SingleReader = true });
    private readonly Lock _telling = new();
    private readonly LegsOfRoom _legs = new();
    private readonly LegsOfRoom _ended = new();
    private readonly StartCommand _command;
    private readonly DateTimeOffset _openedAt;
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _agentName;
    private readonly LegFactory _factory;
    private readonly ILogger _logger;
    private readonly ITimer? _expiry;
    private readonly TaskCompletionSource _endedByHost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly TaskCompletionSource _alone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _leaving;
    private int _places;

    public LiveRoom(StartCommand command, MediaClock clock, LegFactory factory, TimeProvider time, ILoggerFactory loggers)
    {
        (SessionId, Time, _factory, _agentName) = (command.SessionId, time, factory, command.Agent);
        (_command, _openedAt) = (command, time.GetUtcNow());
        _logger = loggers.CreateLogger<LiveRoom>();
        Properties = command.Room?.Properties ?? new RoomProperties { Expires = DateTimeOffset.MaxValue };
        Media = new Room(new RoomOptions { Name = command.Room?.Name ?? $"{command.SessionId}", MaxParticipants = Properties.MaxParticipants }, clock, time, loggers);
        Incoming = command.Incoming;
        Capture = command.Capture;
        _expiry = Properties.EjectAtExpiry
            ? time.CreateTimer(_ => EndForTheHost("the room has expired"), null, Positive(Properties.Expires - time.GetUtcNow()), Timeout.InfiniteTimeSpan)
            : null;
        if (Incoming is not null)
        {
            _ = WatchCallerAsync(Incoming);
        }
    }

    /// <inheritdoc/>
    public ChannelReader<AgentEvent> Events => _events.Reader;

    /// <inheritdoc/>
    public int SampleRate => Media.Options.SampleRate;

    /// <summary>The session that the room belongs to.</summary>
    public Guid SessionId { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>What was asked for at the start.</summary>
    public RoomProperties Properties { get; }

    /// <summary>Whether the calls that it dials are to be captured, if anybody said so.</summary>
    public bool? Capture { get; }

    /// <summary>The mixing room.</summary>
    public Room Media { get; }

    /// <summary>Why the host ended it, if it did.</summary>
    public string? HostReason { get; private set; }

    /// <summary>Completes when the host has ended it.</summary>
    public Task EndedByHostAsync => _endedByHost.Task;

    /// <summary>Whether the host ended it, and not the agent.</summary>
    public bool EndedByHost => HostReason is not null;

    /// <summary>What broke, if anything did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Told of the facts of each leg that is over.</summary>
    public Action<CallOutcome>? LegEnded { get; init; }

    /// <summary>Whether the agent has been in the room.</summary>
    public bool WasJoined { get; private set; }

    private bool IsLeft => Volatile.Read(ref _leaving) == 1;

    /// <summary>The call that the session answers, if it was started by one.</summary>
    private IncomingCallOffer? Incoming { get; }

    /// <inheritdoc/>
    public Task JoinAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (IsLeft)
        {
            return Task.CompletedTask;   // The events have ended, and so will the agent.
        }

        if (Properties.NotBefore is { } notBefore && notBefore > Time.GetUtcNow())
        {
            throw new InvalidOperationException($"The room may not be joined before {notBefore:u} (nbf).");
        }

        Post(new CallStateUpdated(CallState.Joining));
        WasJoined = true;
        Post(new CallStateUpdated(CallState.Joined));
        if (Incoming is not null)
        {
            Interlocked.Increment(ref _places);
            Add(_factory.CreateIncoming(Incoming, this));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        _alone.TrySetResult();
        if (Interlocked.Exchange(ref _leaving, 1) == 0)
        {
            await LeaveOnceAsync();
        }

        await _left.Task.UntilAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public Task<DialoutStart> StartDialoutAsync(DialoutRequest request, CancellationToken cancellationToken) => DialAsync(request, null, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StopDialoutAsync(string participantId, CancellationToken cancellationToken)
    {
        // Not waited for: a peer that does not answer must not hold up the handler, which is told by the terminal event.
        var leg = _legs.Find(participantId);
        leg?.Stop();
        return Task.FromResult(leg is not null);
    }

    /// <inheritdoc/>
    public async Task<bool> SendDtmfAsync(DtmfRequest request, CancellationToken cancellationToken) =>
        _legs.Find(request.SessionId) is { } leg
        && await leg.Leg.SendDigitsAsync(request.Tones, request.DigitDuration, MethodOf(request), cancellationToken) is Telephony.DigitsResult.Sent;

    private static Telephony.DigitsMethod MethodOf(DtmfRequest request) => request.Method switch
    {
        DtmfMethod.TelephoneEvent => Telephony.DigitsMethod.TelephoneEvent,
        DtmfMethod.SipInfo => Telephony.DigitsMethod.SipInfo,
        _ => Telephony.DigitsMethod.Auto,
    };

    /// <inheritdoc/>
    public async Task<IAsyncDisposable?> OpenLineAsync(IAudioPort port, string? participantId, CancellationToken cancellationToken)
    {
        if (participantId is not null && _legs.Find(participantId) is not { IsInRoom: true })
        {
            return null;
        }

        var line = new ParticipantOptions { Id = _factory.NewParticipantId(), UserName = _agentName, IsOwner = true, PrivateWith = participantId };
        return await Media.JoinAsync(port, line) is { } participant ? new Line(Media, participant) : null;
    }

    /// <inheritdoc/>
    public Task SendAppMessageAsync(JsonElement message, string? recipient, CancellationToken cancellationToken)
    {
        // Call legs take no messages and nobody else can be in the room yet: it goes to everyone there, which is no one.
        return Task.CompletedTask;
    }

    /// <summary>Tells the agent what happened; nothing comes between events that are told together.</summary>
    public void Post(params ReadOnlySpan<AgentEvent> occurred)
    {
        lock (_telling)
        {
            foreach (var one in occurred)
            {
                _events.Writer.TryWrite(one with { Timestamp = Time.GetUtcNow() });
            }
        }
    }

    /// <summary>To be called once it has been left.</summary>
    public void Dispose() => _closing.Dispose();

    /// <summary>Drops a leg that is over.</summary>
    public void Forget(RoomLeg leg)
    {
        if (_legs.Remove(leg))
        {
            _ended.Add(leg);   // Who was just hung up on may still ask not to be called again.
            Interlocked.Decrement(ref _places);
        }

        LookWhoIsLeft();
    }

    /// <summary>Ends the session because something of the host's broke.</summary>
    public void Fail(Exception fault)
    {
        Fault ??= fault;
        EndForTheHost(fault.Message);
    }

    /// <summary>Ends it for a reason of the host's; the agent learns of it as of any departure.</summary>
    public void EndForTheHost(string reason)
    {
        HostReason ??= reason;
        _ = LeaveAsync(CancellationToken.None);
        _endedByHost.TrySetResult();
    }

    /// <summary>A span that a timer takes: none is set for more than seven weeks.</summary>
    public static TimeSpan Positive(TimeSpan span) => span <= TimeSpan.Zero ? TimeSpan.Zero : span > LongestTimer ? LongestTimer : span;

    private static TimeSpan LongestTimer => TimeSpan.FromMilliseconds(uint.MaxValue - 1);

    /// <summary>Ends the session of a call whose caller gives up before the agent is there.</summary>
    private async Task WatchCallerAsync(IncomingCallOffer call)
    {
        await call.Call.Leg.Completion;
        if (!WasJoined)
        {
            EndForTheHost("the caller gave up before the agent was there");
        }
    }

    private void Add(RoomLeg leg)
    {
        _legs.Add(leg);
        leg.Start();
        if (IsLeft)
        {
            leg.Stop();   // It slipped in while the others were being ended.
        }
    }

    private async Task<DialoutStart> DialAsync(DialoutRequest request, Action<DialoutLeg>? prepare, CancellationToken cancellationToken)
    {
        if (IsLeft || Time.GetUtcNow() >= Properties.Expires)
        {
            return DialoutStart.Refused(DialoutTexts.NoRoom);
        }

        if (!Properties.EnableDialout)
        {
            return DialoutStart.Refused(DialoutTexts.NotEnabled);
        }

        using var dialling = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        DialoutLeg? leg = null;
        var hasPlace = false;
        try
        {
            (leg, var refusal) = await _factory.DialAsync(request, this, TakePlace, dialling.Token);
            if (leg is null)
            {
                return DialoutStart.Refused(refusal!);
            }

            prepare?.Invoke(leg);
            Add(leg);
            return DialoutStart.Accepted(leg.Id);
        }
        catch (OperationCanceledException) when (IsLeft && !cancellationToken.IsCancellationRequested)
        {
            return DialoutStart.Refused(DialoutTexts.NoRoom);
        }
        finally
        {
            if (hasPlace && leg is null)
            {
                Interlocked.Decrement(ref _places);
            }
        }

        // Legs that ring count like those that talk (contract 6.3).
        string? TakePlace()
        {
            hasPlace = Interlocked.Increment(ref _places) <= _factory.MaxLegsPerRoom;
            if (!hasPlace)
            {
                Interlocked.Decrement(ref _places);
                return DialoutTexts.TooManyLegs;
            }

            return IsLeft ? DialoutTexts.NoRoom : DialoutTexts.CheckUserId(request.UserId);
        }
    }

    private async Task LeaveOnceAsync()
    {
        if (_expiry is not null)
        {
            await _expiry.DisposeAsync();
        }

        if (WasJoined)
        {
            Post(new CallStateUpdated(CallState.Leaving));
        }

        try
        {
            _closing.Cancel();
            LookWhoIsLeft();
            await _alone.Task;
            await EndLegsAsync();
            await Media.DisposeAsync();
        }
        finally
        {
            Post(new CallStateUpdated(CallState.Left));
            _events.Writer.Complete();
            _left.SetResult();
        }
    }

    private async Task EndLegsAsync()
    {
        using var patience = new CancellationTokenSource(LongestGoodbye, Time);
        while (Volatile.Read(ref _places) > 0)
        {
            var legs = _legs.All;
            Array.ForEach(legs, leg => leg.Stop());

            try
            {
                await Waits.AllAsync(legs.Select(leg => leg.Completion)).UntilAsync(patience.Token);
                if (_legs.All.Length == 0 && Volatile.Read(ref _places) > 0)
                {
                    await Task.Delay(TimeSpan.FromMilliseconds(20), Time, patience.Token);   // One is being dialled.
                }
            }
            catch (OperationCanceledException)
            {
                var abandoned = _legs.All;
                Log.LegsAbandoned(_logger, SessionId, abandoned.Length, LongestGoodbye.TotalSeconds);
                await Waits.AllAsync(abandoned.Select(leg => leg.GiveUpAsync()));
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: {Count} call legs did not end within {Seconds} s of being hung up; their ends go on in the background")]
        public static partial void LegsAbandoned(ILogger logger, Guid sessionId, int count, double seconds);
    }

    /// <summary>Unplugs an agent's port.</summary>
    private sealed class Line(Room room, RoomParticipant participant) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await room.LeaveAsync(participant);
    }
}
