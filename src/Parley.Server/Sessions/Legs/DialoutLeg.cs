using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Rooms;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Telephony;
using Parley.Telephony.Outcomes;

namespace Parley.Server.Sessions.Legs;

/// <summary>A leg that was dialled: tells the dial-out events, exactly one of them terminal, and keeps the attempt's record.</summary>
internal sealed partial class DialoutLeg(
    CallLeg leg, DialoutRequest request, LiveRoom room, AgentConnection? agent, AttemptStore attempts, LegRecordings recordings, ILogger logger)
    : RoomLeg(leg, room, agent, recordings, logger)
{
    private readonly DateTimeOffset _startedAt = room.Time.GetUtcNow();
    private readonly ILogger _logger = logger;
    private EarlyListening? _early;
    private EarlySound? _heardEarly;

    /// <summary>The leg that this one was called into the room for, if any.</summary>
    public RoomLeg? TransferOf { get; set; }

    /// <summary>Told how the call went, for who asked for it: its status, 200 for an answer.</summary>
    public Action<int>? Answered { get; set; }

    protected override ReceivePermission CanReceive => ReceivePermissions.Read(request.Permissions);

    protected override string? UserId => request.UserId;

    protected override async Task OnConnectedAsync()
    {
        Room.Post(Describe(new DialoutConnected(Id)));
        await KeepAsync(() => attempts.MarkConnectedAsync(Guid.Parse(Id), CancellationToken.None));
    }

    protected override async Task OnEnteredAsync(ParticipantJoined joined)
    {
        Room.Post(joined, Describe(new DialoutAnswered(Id) { SipHeaders = HeadersToTell() }));
        await BridgeAsync();
        await KeepAsync(() => attempts.MarkAnsweredAsync(Guid.Parse(Id), CancellationToken.None));
    }

    protected override async Task OnProgressAsync(LegProgress progress)
    {
        if (progress.HasEarlyMedia && _early is null)
        {
            _early = await EarlyListening.StartAsync(Leg, Room.Media, sound =>
            {
                _heardEarly = _heardEarly > sound ? _heardEarly : sound;
                if (!WasInRoom)
                {
                    Room.Post(Describe(new DialoutEarlyMedia(Id, sound)));
                }
            });
        }
    }

    protected override Task OnRungAsync() => _early?.StopAsync() ?? Task.CompletedTask;

    protected override void OnWarning(string text) => Room.Post(Describe(new DialoutWarning(Id) { Message = text }));

    protected override Task OnEndedAsync(LegEnded ended)
    {
        if (!WasInRoom)
        {
            Answered?.Invoke(ended.Outcome.SipStatus ?? 503);
            if (TransferOf is { } original)
            {
                Room.Post(Bridged(original, succeeded: false) with { SipStatus = ended.Outcome.SipStatus, Message = OutcomeOf(ended).Error });
            }
        }

        return WriteEndAsync(ended);
    }

    private Task WriteEndAsync(LegEnded ended) => KeepAsync(() => attempts.EndAsync(Guid.Parse(Id), OutcomeOf(ended), CancellationToken.None));

    private Dictionary<string, string>? HeadersToTell() => AnswerHeaders.Count == 0
        ? null
        : AnswerHeaders.GroupBy(h => h.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(h => h.Key, h => h.First().Value);

    // Those who were brought together hear each other, whatever was private before.
    private async Task BridgeAsync()
    {
        Answered?.Invoke(200);
        if (TransferOf is { } original)
        {
            await original.HearEveryoneAsync();
            Room.Post(Bridged(original, succeeded: true));
        }
    }

    private TransferEnded Bridged(RoomLeg original, bool succeeded) =>
        new(original.Id, TransferKind.Bridged, succeeded) { ToEndPoint = Leg.To, ToSessionId = Id };

    protected override AgentEvent DescribeEnd(LegEnded ended)
    {
        var outcome = OutcomeOf(ended);
        return Describe(WasInRoom || ended.Outcome.Ending is CallEnding.Cancelled
            ? new DialoutStopped(Id) { Outcome = outcome, Message = outcome.Error }
            : new DialoutError(Id) { Outcome = outcome, Message = outcome.Error ?? "the call failed" });
    }

    private DialoutOutcome OutcomeOf(LegEnded ended)
    {
        var outcome = LegOutcomes.ToDialout(ended.Outcome, _startedAt, RangAt, EndedByUs) with { EarlyMedia = _heardEarly };
        return NotLetIn is null ? outcome : outcome with { Error = NotLetIn, EndedBy = HangUpParty.Host };
    }

    private DialoutEvent Describe(DialoutEvent told) => told with
    {
        UserId = request.UserId,
        Destination = Leg.To,
        CallerId = Leg.From,
        SipCallId = Leg.SipCallId,
        Provider = Leg.Trunk,
    };

    /// <summary>A record that cannot be written is told in the log; the call goes on.</summary>
    private async Task KeepAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
#pragma warning disable CA1031 // A full disk must not end a call.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotWritten(_logger, Agent?.SessionId, Id, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId}: what became of dial-out {LegId} could not be written down")]
        public static partial void NotWritten(ILogger logger, Guid? sessionId, string legId, Exception fault);
    }
}
