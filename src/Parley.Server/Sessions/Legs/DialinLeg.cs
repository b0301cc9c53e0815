using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Webhooks;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>A leg that called in: answered as soon as it is let into the room, if it has not been. Its events are those of contract 6.5.</summary>
internal sealed partial class DialinLeg(IncomingCallOffer offer, LiveRoom room, AgentConnection? agent, Outbox outbox, RoomOutbox told, LegRecordings recordings, ILogger logger)
    : RoomLeg(offer.Call.Leg, room, agent, recordings, logger)
{
    private readonly ILogger _logger = logger;

    /// <inheritdoc/>
    protected override JsonElement? GivenPermissions => offer.Access.Permissions;

    /// <inheritdoc/>
    protected override string? UserId => offer.Access.UserId;

    /// <inheritdoc/>
    protected override string ShownName => offer.ShownName ?? (Endpoint is null ? null : Room.Properties.SipDisplayName) ?? Leg.DisplayName;

    /// <inheritdoc/>
    protected override TimeSpan? LongestStay
    {
        get
        {
            var longest = offer.Access.EjectAfter ?? base.LongestStay;   // The token's limits go before the room's.
            var left = offer.Access.EjectAt - Room.Time.GetUtcNow();
            return longest is null || left < longest ? left ?? longest : longest;
        }
    }

    /// <inheritdoc/>
    public override void Start()
    {
        base.Start();
        offer.Take();
    }

    /// <inheritdoc/>
    protected override Task OnConnectedAsync() => Task.CompletedTask;

    /// <inheritdoc/>
    protected override Task OnEnteredAsync(ParticipantJoined joined)
    {
        var connected = Describe(new DialinConnected(Id));
        Room.Post(connected, joined);
        return TellAsync(connected, joined);
    }

    /// <inheritdoc/>
    protected override Task OnWarningAsync(string text)
    {
        Log.Warning(_logger, Agent?.SessionId, Id, text);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override Task OnEndedAsync(LegEnded ended) => TellAsync(EndingsOf(ended));

    /// <inheritdoc/>
    protected override AgentEvent DescribeEnd(LegEnded ended) => WasInRoom
        ? Describe(new DialinStopped(Id) { Quality = CallQualities.From(ended.Outcome.Media) })
        : Describe(new DialinError(Id)
        {
            Message = NotLetIn ?? ended.Outcome.Error ?? $"the call ended before it was in the room ({ended.Outcome.Ending})",
            Details = Endpoint is null ? null : new(Leg.To),
        });

    private async Task TellAsync(params AgentEvent[] occurred)
    {
        try
        {
            await told.WriteAsync(Room.Name, () => outbox.WriteAsync(() => WebhookEvent.Of(Room.Name, Agent?.SessionId, occurred), CancellationToken.None));
        }
#pragma warning disable CA1031 // A full disk must not end a call.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotTold(_logger, Agent?.SessionId, Id, fault);
        }
    }

    private DialinEvent Describe(DialinEvent told) => told with
    {
        ActionTraceId = Id,
        DisplayName = ShownName,
        SipFrom = Leg.From,
        SipTo = Leg.To,
        SipIdentity = offer.Call.Caller.Identity,
        IsPrivate = offer.Call.Caller.IsPrivate,
        Diversions = [.. offer.Call.Caller.Diversions.Select(by => new DialinDiversion(by.Party, by.Reason))],
        SipHeaders = offer.Headers,
        SipCallId = Leg.SipCallId,
        Provider = Leg.Trunk,
    };

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "Session {SessionId}: incoming leg {LegId}: {Text}")]
        public static partial void Warning(ILogger logger, Guid? sessionId, string legId, string text);

        [LoggerMessage(Level = LogLevel.Error, Message = "Session {SessionId}: webhooks could not be told of incoming leg {LegId}")]
        public static partial void NotTold(ILogger logger, Guid? sessionId, string legId, Exception fault);
    }
}
