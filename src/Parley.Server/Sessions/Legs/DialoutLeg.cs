using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Webhooks;
using Parley.Telephony;
using Parley.Telephony.Outcomes;

namespace Parley.Server.Sessions.Legs;

/// <summary>A leg that was dialled: tells the dial-out events, exactly one of them terminal, and keeps the attempt's record.</summary>
internal sealed partial class DialoutLeg(
    CallLeg leg, DialoutRequest request, LiveRoom room, AgentConnection? agent, AttemptStore attempts, Outbox outbox, RoomOutbox told, LegRecordings recordings, ILogger logger)
    : RoomLeg(leg, room, agent, recordings, logger)
{
    private readonly DateTimeOffset _startedAt = room.Time.GetUtcNow();
    private readonly ILogger _logger = logger;
    private readonly Lock _gate = new();
    private Task<EarlyListening>? _early;
    private bool _hasRung;
    private EarlySound? _heardEarly;

    /// <summary>The leg that this one was called into the room for, if any.</summary>
    public RoomLeg? TransferOf { get; set; }

    /// <summary>Told how the call went, for who asked for it: its status, 200 for an answer.</summary>
    public Action<int>? Answered { get; set; }

    protected override JsonElement? GivenPermissions => request.Permissions;

    protected override string? UserId => request.UserId;

    protected override async Task OnConnectedAsync()
    {
        var connected = Describe(new DialoutConnected(Id));
        Room.Post(connected);
        await KeepAsync(() => attempts.MarkConnectedAsync(Guid.Parse(Id), () => Tell(connected), CancellationToken.None));
    }

    protected override async Task OnEnteredAsync(ParticipantJoined joined)
    {
        var answered = Describe(new DialoutAnswered(Id) { SipHeaders = HeadersToTell() });
        Room.Post(joined, answered);
        await BridgeAsync();
        await KeepAsync(() => attempts.MarkAnsweredAsync(Guid.Parse(Id), () => Tell(joined, answered), CancellationToken.None));
    }

    protected override async Task OnProgressAsync(LegProgress progress)
    {
        Task<EarlyListening>? starting = null;
        lock (_gate)
        {
            if (progress.HasEarlyMedia && _early is null && !_hasRung)
            {
                starting = _early = EarlyListening.StartAsync(Leg, Room.Media, HearEarly);
            }
        }

        await (starting ?? Task.CompletedTask);
    }

    // The room may give the leg up in the middle of a start: what was started is stopped all the same, and nothing is started any more.
    protected override async Task OnRungAsync()
    {
        Task<EarlyListening>? early;
        lock (_gate)
        {
            (early, _hasRung) = (_early, true);
        }

        if (early is not null)
        {
            await (await early).StopAsync();
        }
    }

    private void HearEarly(EarlySound sound)
    {
        _heardEarly = _heardEarly > sound ? _heardEarly : sound;
        if (!WasInRoom)
        {
            Room.Post(Describe(new DialoutEarlyMedia(Id, sound)));
        }
    }

    protected override Task OnWarningAsync(string text)
    {
        var warning = Describe(new DialoutWarning(Id) { Message = text });
        Room.Post(warning);
        return KeepAsync(() => outbox.WriteAsync(() => Tell(warning), CancellationToken.None));
    }

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

    private Task WriteEndAsync(LegEnded ended) => KeepAsync(() => attempts.EndAsync(Guid.Parse(Id), OutcomeOf(ended), () => Tell(EndingsOf(ended)), CancellationToken.None));

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

    private IEnumerable<WebhookEvent> Tell(params AgentEvent[] occurred) => WebhookEvent.Of(Room.Name, Agent?.SessionId, occurred);

    private DialoutOutcome OutcomeOf(LegEnded ended)
    {
        var outcome = LegOutcomes.ToDialout(ended.Outcome, _startedAt, RangAt, EndedByUs) with { EarlyMedia = _heardEarly };
        return NotLetIn is null ? outcome : outcome with { Error = NotLetIn, EndedBy = HangUpParty.Host };
    }

    private DialoutEvent Describe(DialoutEvent told) => told with
    {
        UserId = request.UserId,
        ActionTraceId = Id,
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
            await told.WriteAsync(Room.Name, write);
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
