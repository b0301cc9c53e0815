using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Rooms;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Sip.Messages;
using Parley.Telephony;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Transfers;

namespace Parley.Server.Sessions.Legs;

/// <summary>
/// A call leg in its room: the one reader of the leg's events. It tells the room in the order of contract 6.3 and 6.4, joins the leg's port when it
/// is answered, takes it out when it is over, and keeps the attempt's record.
/// </summary>
internal abstract partial class RoomLeg(ICallLeg leg, LiveRoom room, AgentConnection? agent, LegRecordings recordings, ILogger logger)
{
    private const int NormalClearing = 16; // ITU-T Q.850: what our CANCEL or BYE says

    private RoomParticipant? _participant;
    private Participant? _shown;
    private ITimer? _longest;
    private string? _stoppedBecause;
    private DateTimeOffset? _connectedAt;
    private DateTimeOffset? _answeredAt;
    private int _over;
    private bool _transferTold;

    /// <summary>The leg's id: that of its events, and of the participant it becomes when answered.</summary>
    public string Id => Leg.Id;

    /// <summary>Whether the leg has been answered and is in the room.</summary>
    public bool IsInRoom => _participant is not null && Volatile.Read(ref _over) == 0;

    /// <summary>The call.</summary>
    public ICallLeg Leg { get; } = leg;

    /// <summary>The agent that dialled it or answers it; <see langword="null"/> for one that was asked for over REST, or that waits in the room.</summary>
    public AgentConnection? Agent { get; } = agent;

    /// <summary>Completes when the leg is over and everything about it has been told and written.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Which of the room's SIP endpoints it came in by, if by any.</summary>
    public int? Endpoint { get; init; }

    /// <summary>When it began to ring, if it did.</summary>
    protected DateTimeOffset? RangAt { get; private set; }

    /// <summary>What the answer carried for the agent.</summary>
    protected IReadOnlyList<SipHeader> AnswerHeaders { get; private set; } = [];

    /// <summary>The room it is in.</summary>
    protected LiveRoom Room { get; } = room;

    /// <summary>Whether it has been a participant.</summary>
    protected bool WasInRoom => _shown is not null;

    /// <summary>Why the room did not let it in although it was answered, if so.</summary>
    protected string? NotLetIn { get; private set; }

    /// <summary>What it may do now.</summary>
    public PartyPermissions Permissions { get; private set; } = PartyPermissions.Default;

    /// <summary>The caller's own id for this party.</summary>
    public string? ShownUserId => UserId;

    /// <summary>What the dial-out says it may do, if anything.</summary>
    protected virtual JsonElement? GivenPermissions => null;

    /// <summary>The caller's own id for this party.</summary>
    protected virtual string? UserId => null;

    /// <summary>What everybody in the room sees it called.</summary>
    protected virtual string ShownName => Leg.DisplayName;

    /// <summary>How long it may stay.</summary>
    protected virtual TimeSpan? LongestStay => Room.Properties.EjectAfter;

    /// <summary>Who ended the call when we did: the agent, unless the host had its own reason.</summary>
    protected HangUpParty EndedByUs => _stoppedBecause is null && Agent is { EndedByHost: false } ? HangUpParty.Agent : HangUpParty.Host;

    /// <summary>Begins to read the leg's events.</summary>
    public virtual void Start() => Completion = RunAsync();

    /// <summary>Hangs up, or gives up ringing. What comes of it is told as events.</summary>
    public void Stop() => _ = Leg.HangUpAsync();

    /// <summary>Hangs up for a reason of the host's.</summary>
    public void StopForTheHost(string reason)
    {
        _stoppedBecause = reason;
        _ = Leg.HangUpAsync(reason);
    }

    /// <summary>Lets it hear everybody in the room.</summary>
    public Task HearEveryoneAsync() =>
        Permissions.CanReceive == ReceivePermission.Everyone ? Task.CompletedTask : PermitAsync(Permissions with { CanReceive = ReceivePermission.Everyone });

    /// <summary>Records silence from now on, or what is said again.</summary>
    /// <returns><see langword="false"/> when it is not recorded.</returns>
    public bool PauseRecording(bool isPaused)
    {
        if (_participant?.Recorder is not { } recorder)
        {
            return false;
        }

        recorder.IsPaused = isPaused;
        return true;
    }

    /// <summary>Changes what it may do, from the next tick on, and tells everybody.</summary>
    public async Task PermitAsync(PartyPermissions permissions)
    {
        if (_participant is { } participant)
        {
            Permissions = permissions;
            await Room.Media.SetCanReceiveAsync(participant, permissions.CanReceive);
            await Room.Media.SetCanSendAsync(participant, permissions.MaySpeak);
            Room.TellUpdate(Id, permissions);
        }
    }

    /// <summary>Tells and writes the end of a call whose far end does not confirm it; the hang-up goes on in the background.</summary>
    public Task GiveUpAsync() => LeaveRoomAsync(new LegEnded(Room.Time.GetUtcNow(), new CallOutcome(Leg.Stage, CallEnding.Cancelled, CallParty.Us)
    {
        LegId = Id,
        SipCallId = Leg.SipCallId,
        Cause = NormalClearing,
        Rang = RangAt is not null,
        ConnectedAt = _connectedAt,
        AnsweredAt = _answeredAt,
        EndedAt = Room.Time.GetUtcNow(),
        Media = Leg.Statistics,
        Error = "the far end did not confirm the end of the call",
    }));

    /// <summary>The first provisional answer came.</summary>
    protected abstract Task OnConnectedAsync();

    /// <summary>The far end is being alerted, or lets sound be heard.</summary>
    protected virtual Task OnProgressAsync(LegProgress progress) => Task.CompletedTask;

    /// <summary>Nothing more is heard before the answer: it came, or the call is over.</summary>
    protected virtual Task OnRungAsync() => Task.CompletedTask;

    /// <summary>It was answered, and is a participant now: tells so, in the order that the contract has for this kind of leg.</summary>
    protected abstract Task OnEnteredAsync(ParticipantJoined joined);

    /// <summary>Something went otherwise than asked for.</summary>
    protected abstract Task OnWarningAsync(string text);

    /// <summary>It is over: writes it down.</summary>
    protected abstract Task OnEndedAsync(LegEnded ended);

    /// <summary>It is over: the one terminal event.</summary>
    protected abstract AgentEvent DescribeEnd(LegEnded ended);

    /// <summary>What is told at its end: the one terminal event, and that the participant left if there was one.</summary>
    protected AgentEvent[] EndingsOf(LegEnded ended) => _shown is null
        ? [DescribeEnd(ended)]
        : [DescribeEnd(ended), new ParticipantLeft(_shown with { Info = _shown.Info with { Permissions = Permissions.Describe() } })];

    private async Task RunAsync()
    {
        await Task.Yield();   // So that Completion is this task before anything happens, the end of the room included.
        await foreach (var occurred in Leg.Events.DrainAsync())
        {
            try
            {
                await HandleAsync(occurred);
            }
#pragma warning disable CA1031 // Whatever broke, the leg is taken down, to its last event, and the session is told.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                Log.LegBroke(logger, Agent?.SessionId, Id, fault);
                Agent?.Fail(fault);
                Stop();
            }
        }

        await Leg.DisposeAsync();
        Room.Forget(this);
    }

    private async Task HandleAsync(LegEvent occurred)
    {
        switch (occurred)
        {
            case LegConnected:
                _connectedAt = occurred.At;
                await OnConnectedAsync();
                break;
            case LegProgress { Status: 180 } or LegProgress { HasEarlyMedia: true }:
                RangAt ??= occurred.At;
                await OnProgressAsync((LegProgress)occurred);
                break;
            case LegAnswered:
                _answeredAt = occurred.At;
                AnswerHeaders = ((LegAnswered)occurred).Headers;
                var rung = OnRungAsync();   // Both take the same tick of the room.
                await EnterRoomAsync();
                await rung;
                break;
            case LegDigit digit when char.IsAsciiDigit(digit.Tone) || digit.Tone is '*' or '#':
                Room.Post(new DtmfReceived(Id, digit.Tone.ToString()) { Volume = digit.IsInfo ? null : digit.Volume, Method = MethodOf(digit) });
                break;
            case LegMessage message:
                Room.SendAppMessage(message.Message, Id, null);
                break;
            case LegWarning warning:
                await OnWarningAsync(warning.Text);
                break;
            case LegTransferred transferred:
                TellTransfer(transferred.Result);
                break;
            case LegReplaced replaced:
                Room.Post(new ParticipantReplaced(Id, replaced.Party));
                break;
            case LegReferred referred:
                _ = Room.FollowAsync(referred.Wish, Agent);
                break;
            case LegEnded ended:
                await LeaveRoomAsync(ended);
                break;
        }
    }

    private static string MethodOf(LegDigit digit) => digit.Method switch
    {
        DigitsMethod.SipInfo => "sip-info",
        DigitsMethod.InBand => "inband",
        _ => "telephone-event",
    };

    private async Task EnterRoomAsync()
    {
        Permissions = Room.DefaultPermissions(isOwner: false).With(GivenPermissions);
        if (recordings.NeedsConsent)
        {
            Room.HoldRecording(this);
        }

        _participant = await Room.Media.JoinAsync(
            Leg, new ParticipantOptions { Id = Id, UserId = UserId, UserName = ShownName, CanReceive = Permissions.CanReceive, CanSend = Permissions.MaySpeak });
        if (_participant is null)
        {
            NotLetIn = $"the room is full ({Room.Properties.MaxParticipants} participants)";
            await OnWarningAsync(NotLetIn);
            Stop();
            return;
        }

        _participant.Recorder = recordings.Start(Id);
        if (LongestStay is { } longest)
        {
            _longest = Room.Time.CreateTimer(_ => StopForTheHost($"{longest:c} are over, which is how long it may stay"), null, LiveRoom.Positive(longest), Timeout.InfiniteTimeSpan);
        }

        _shown = new Participant(Id, new ParticipantInfo { JoinedAt = _participant.JoinedAt, UserId = UserId, UserName = ShownName, Permissions = Permissions.Describe() });
        await OnEnteredAsync(new ParticipantJoined(_shown));
        if (recordings is { NeedsConsent: true, IsOn: true })
        {
            Room.Post(new RecordingPaused(Id));
        }
    }

    private async Task LeaveRoomAsync(LegEnded ended)
    {
        if (Interlocked.Exchange(ref _over, 1) == 1)
        {
            return;   // The room had given it up already.
        }

        try
        {
            await OnRungAsync();
            await ClearAsync();
            if (ended.Outcome.Transfer is { } left && !_transferTold)
            {
                TellTransfer(left);   // The far end left in the middle of it.
            }

            Agent?.LegEnded?.Invoke(ended.Outcome);
            await OnEndedAsync(ended);
        }
        finally
        {
            Room.Post(EndingsOf(ended));
        }
    }

    private async Task ClearAsync()
    {
        if (_longest is not null)
        {
            await _longest.DisposeAsync();
        }

        if (_participant is not null)
        {
            await Room.Media.LeaveAsync(_participant);
            if (_participant.Recorder is { } recorder)
            {
                await recorder.DisposeAsync();
            }
        }
    }

    private void TellTransfer(TransferResult result)
    {
        _transferTold = true;
        var kind = result.Kind == Parley.Telephony.Transfers.TransferKind.Attended ? Agents.TransferKind.Attended : Agents.TransferKind.Blind;
        Room.Post(new TransferEnded(Id, kind, result.Succeeded) { ToEndPoint = result.Target, SipStatus = result.SipStatus, Message = result.Error });
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId}: leg {LegId} broke")]
        public static partial void LegBroke(ILogger logger, Guid? sessionId, string legId, Exception fault);
    }
}
