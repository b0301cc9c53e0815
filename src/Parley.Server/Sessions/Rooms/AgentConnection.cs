using System.Text.Json;
using System.Threading.Channels;
using Parley.Agents;
using Parley.Rooms;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Legs;
using Parley.Server.Storage;
using Parley.Telephony.Outcomes;

namespace Parley.Server.Sessions.Rooms;

/// <summary>
/// An agent's connection to its room, which it may share with other agents and with legs that nobody's agent dialled: its own stream of the room's events, its own
/// way in and out. It is left exactly once, by whoever is first: the agent, the end of the room or the stop of the session.
/// </summary>
internal sealed partial class AgentConnection : ICallTransport, IDisposable
{
    private readonly Channel<AgentEvent> _events = Channel.CreateUnbounded<AgentEvent>(new() { SingleReader = true });
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _endedByHost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _alone = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _closing = new();
    private readonly List<AgentEvent> _early = [];
    private readonly string _agentName;
    private readonly LegFactory _factory;
    private readonly RoomStore _store;
    private readonly IncomingCallOffer? _incoming;
    private readonly StartCommand _command;
    private readonly DateTimeOffset _openedAt;
    private readonly bool _isHost;
    private readonly Lock _linesGate = new();
    private readonly List<RoomParticipant> _lines = [];
    private ITimer? _longest;
    private ITimer? _tokenEnd;
    private int _leaving;
    private int _calls;
    private bool _isThere;

    /// <param name="command">The session.</param>
    /// <param name="room">Its room, held; the connection lets it go once it has left.</param>
    /// <param name="factory">Names its lines.</param>
    /// <param name="store">Knows whether the room is still there.</param>
    public AgentConnection(StartCommand command, LiveRoom room, LegFactory factory, RoomStore store)
    {
        (SessionId, Room, _factory, _store, _agentName, _incoming) = (command.SessionId, room, factory, store, command.Agent, command.Incoming);
        (_command, _openedAt) = (command, room.Time.GetUtcNow());
        Access = command.Room?.Access ?? RoomAccess.Owner;
        _isHost = command.Room is not { IsMadeForSession: false };
        Capture = command.Capture;
        room.Attach(this);
        if (_incoming is not null)
        {
            _ = WatchCallerAsync(_incoming);
        }
    }

    /// <inheritdoc/>
    public ChannelReader<AgentEvent> Events => _events.Reader;

    /// <inheritdoc/>
    public int SampleRate => Room.Media.Options.SampleRate;

    /// <summary>The session that it is the connection of.</summary>
    public Guid SessionId { get; }

    /// <summary>The agent's id as a participant: that of its session.</summary>
    public string Id => $"{SessionId}";

    /// <summary>The room.</summary>
    public LiveRoom Room { get; }

    /// <summary>The agent's rights in it.</summary>
    public RoomAccess Access { get; }

    /// <summary>Whether it may dial out.</summary>
    public bool MayDial => Access.IsOwner || Permissions.AdministersParticipants;

    /// <summary>What it may do now.</summary>
    public PartyPermissions Permissions { get; private set; } = PartyPermissions.Default;

    /// <summary>Whether the calls that it dials are to be captured, if anybody said so.</summary>
    public bool? Capture { get; }

    /// <summary>Why the host ended it, if it did.</summary>
    public string? HostReason { get; private set; }

    /// <summary>Completes when the host has ended it.</summary>
    public Task EndedByHostAsync => _endedByHost.Task;

    /// <summary>Whether the host ended it, and not the agent.</summary>
    public bool EndedByHost => HostReason is not null;

    /// <summary>What broke, if anything did.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>Told of the facts of each of its legs that is over.</summary>
    public Action<CallOutcome>? LegEnded { get; init; }

    /// <summary>Whether the agent has been in the room.</summary>
    public bool WasJoined { get; private set; }

    /// <summary>Whether it has begun to leave.</summary>
    public bool IsLeft => Volatile.Read(ref _leaving) == 1;

    /// <summary>Whether it is in the room, and stays.</summary>
    public bool IsThere => Volatile.Read(ref _isThere) && !IsLeft;

    /// <summary>Whether it left the room to the people in it, who still are.</summary>
    public bool HasHandedOver => IsLeft && !_alone.Task.IsCompleted;

    /// <summary>Fires when it leaves; what it is dialling is given up.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <inheritdoc/>
    public async Task JoinAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var refusal = Access.Refusal ?? (Room.Identity.IsStored && !await _store.IsThereAsync(Room.Identity.Id, cancellationToken) ? $"The room {Room.Name} has expired or was deleted." : null);
        if (IsLeft)
        {
            return;   // The events have ended, and so will the agent.
        }

        var now = Room.Time.GetUtcNow();
        refusal ??= Room.Properties.NotBefore is { } notBefore && notBefore > now ? $"The room may not be joined before {notBefore:u} (nbf)."
            : Room.Agents.Count(agent => agent.IsThere) + Room.Legs.Count(leg => leg.IsInRoom) >= Room.Properties.MaxParticipants ? $"The room is full ({Room.Properties.MaxParticipants} participants)."
            : Room.IsOver ? $"The room {Room.Name} is over."
            : Room.Data.IsBanned(Id, Access.UserId) ? "The agent is banned from the room."
            : Access.EjectAt <= now ? "The token has expired."
            : null;
        if (refusal is not null)
        {
            throw new InvalidOperationException(refusal);
        }

        Permissions = Room.DefaultPermissions(Access.IsOwner).With(Access.Permissions);
        LimitStay(now);

        Room.PostTo(this, new CallStateUpdated(CallState.Joining));
        WasJoined = true;
        Room.Enter(this);
        AgentEvent[] ready = [.. RoomSipAddress.Of(Room.Name, Room.Properties, _factory.SipDomain).Select(address => new DialinReady(address))];
        Room.PostTo(this, ready);
        Room.TellReady(SessionId, ready);
        if (_incoming is not null)
        {
            Room.Admit(_incoming, this);
        }
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
    public Task<DialoutStart> StartDialoutAsync(DialoutRequest request, CancellationToken cancellationToken) => Room.DialAsync(request, this, null, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StopDialoutAsync(string participantId, CancellationToken cancellationToken)
    {
        // Not waited for: a peer that does not answer must not hold up the handler, which is told by the terminal event.
        var leg = Room.FindLeg(participantId);
        leg?.Stop();
        return Task.FromResult(leg is not null);
    }

    /// <inheritdoc/>
    public Task<bool> SendDtmfAsync(DtmfRequest request, CancellationToken cancellationToken) => Room.SendDtmfAsync(request, cancellationToken);

    /// <inheritdoc/>
    public Task<string?> SipReferAsync(SipReferRequest request, CancellationToken cancellationToken) => Room.ReferAsync(request, this, cancellationToken);

    /// <inheritdoc/>
    public Task<DialoutStart> SipCallTransferAsync(SipCallTransferRequest request, CancellationToken cancellationToken) => Room.TransferAsync(request, this, cancellationToken);

    /// <inheritdoc/>
    public Task HandOverAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _leaving, 1) == 0)
        {
            _ = LeaveOnceAsync();
        }

        return Task.CompletedTask;
    }

    /// <summary>Changes what it may do, from the next tick on, and tells everybody.</summary>
    public async Task PermitAsync(PartyPermissions permissions)
    {
        Permissions = permissions;
        RoomParticipant[] lines;
        lock (_linesGate)
        {
            lines = [.. _lines];
        }

        foreach (var line in lines)
        {
            await Room.Media.SetCanReceiveAsync(line, permissions.CanReceive);
            await Room.Media.SetCanSendAsync(line, permissions.MaySpeak);
        }

        Room.TellUpdate(Id, permissions);
    }

    /// <inheritdoc/>
    public Task SendAppMessageAsync(JsonElement message, string? recipient, CancellationToken cancellationToken)
    {
        if (IsThere)
        {
            Room.SendAppMessage(message, Id, recipient);
        }

        return Task.CompletedTask;
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

    /// <summary>How the room shows it.</summary>
    public Participant Describe(DateTimeOffset joinedAt) =>
        new(Id, new ParticipantInfo { IsOwner = Access.IsOwner, JoinedAt = joinedAt, UserId = Access.UserId, UserName = Access.UserName ?? _agentName, Permissions = Permissions.Describe() });

    /// <summary>To be called once it has been left.</summary>
    public void Dispose() => _closing.Dispose();

    /// <summary>Something happened; until the agent is in the room only messages are kept for it (contract 6.1). For the room, which tells one event after the other.</summary>
    public void Take(AgentEvent occurred)
    {
        if (_isThere || occurred is CallStateUpdated)
        {
            _events.Writer.TryWrite(occurred);
        }
        else if (occurred is AppMessageReceived)
        {
            _early.Add(occurred);
        }
    }

    /// <summary>It is in the room. For the room, which tells one event after the other.</summary>
    public void Enter(CallStateUpdated joined, IEnumerable<ParticipantJoined> others)
    {
        foreach (var occurred in others.Prepend<AgentEvent>(joined).Concat(_early))
        {
            _events.Writer.TryWrite(occurred);
        }

        _early.Clear();
        Volatile.Write(ref _isThere, true);
    }

    /// <summary>One of its calls begins, to be dialled or answered.</summary>
    public void BeginCall() => Interlocked.Increment(ref _calls);

    /// <summary>One of its calls is over, or was never made.</summary>
    public void EndCall() => Interlocked.Decrement(ref _calls);

    /// <summary>If it handed the room over: those in it have gone.</summary>
    public void EndHandOver()
    {
        if (IsLeft)
        {
            _alone.TrySetResult();
        }
    }

    /// <summary>Ends the session of a call whose caller gives up before the agent is there.</summary>
    private async Task WatchCallerAsync(IncomingCallOffer call)
    {
        await call.Call.Leg.Completion;
        if (!WasJoined)
        {
            EndForTheHost("the caller gave up before the agent was there");
        }
    }

    // The token's limits go before the room's. The agent that a room was made for stays as long as the room: its going would end every call.
    private void LimitStay(DateTimeOffset now)
    {
        if ((Access.EjectAfter ?? (_isHost ? null : Room.Properties.EjectAfter)) is { } longest)
        {
            _longest = Room.Time.CreateTimer(_ => EndForTheHost($"eject_after_elapsed: {longest:c} are over"), null, LiveRoom.Positive(longest), Timeout.InfiniteTimeSpan);
        }

        if (Access.EjectAt is { } end)
        {
            _tokenEnd = Room.Time.CreateTimer(_ => EndForTheHost("eject_at_token_exp: the token has expired"), null, LiveRoom.Positive(end - now), Timeout.InfiniteTimeSpan);
        }
    }

    private async Task LeaveOnceAsync()
    {
        _longest?.Dispose();
        _tokenEnd?.Dispose();
        if (WasJoined)
        {
            Room.PostTo(this, new CallStateUpdated(CallState.Leaving));
        }

        try
        {
            _closing.Cancel();
            Room.LookWhoIsLeft();
            await _alone.Task;
            await Room.EndLegsAsync(LegsToEnd(), () => Volatile.Read(ref _calls));
            Room.Detach(this);
            Room.LookWhoIsLeft();
            await Room.Rooms.ReleaseAsync(Room);
        }
        finally
        {
            Room.PostTo(this, new CallStateUpdated(CallState.Left));
            _events.Writer.Complete();
            _left.SetResult();
        }
    }

    // An agent takes its calls with it, and the last owner all of them (contract 4.5), save those that were handed over to each other.
    private Func<RoomLeg, bool> LegsToEnd()
    {
        var isLastOwner = WasJoined && Access.IsOwner && !Room.Agents.Any(other => other != this && other.IsThere && other.Access.IsOwner);
        return leg => leg.Agent == this || (isLastOwner && leg.Agent is not { HasHandedOver: true });
    }

    /// <summary>Unplugs an agent's port.</summary>
    private sealed class Line(AgentConnection agent, RoomParticipant participant) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            lock (agent._linesGate)
            {
                agent._lines.Remove(participant);
            }

            await agent.Room.Media.LeaveAsync(participant);
        }
    }
}
