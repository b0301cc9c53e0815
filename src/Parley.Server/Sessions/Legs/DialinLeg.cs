using Microsoft.Extensions.Logging;
using Parley.Agents;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>A leg that called in: answered as soon as it is let into the room, if it has not been. Its events are those of contract 6.5.</summary>
internal sealed partial class DialinLeg(IncomingCallOffer offer, LiveRoom room, AgentConnection? agent, LegRecordings recordings, ILogger logger)
    : RoomLeg(offer.Call.Leg, room, agent, recordings, logger)
{
    private readonly ILogger _logger = logger;

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
        Room.Post(Describe(new DialinConnected(Id)), joined);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    protected override void OnWarning(string text) => Log.Warning(_logger, Agent?.SessionId, Id, text);

    /// <inheritdoc/>
    protected override Task OnEndedAsync(LegEnded ended) => Task.CompletedTask;

    /// <inheritdoc/>
    protected override AgentEvent DescribeEnd(LegEnded ended) => Describe(new DialinStopped(Id) { Quality = CallQualities.From(ended.Outcome.Media) });

    private DialinEvent Describe(DialinEvent told) => told with
    {
        DisplayName = Leg.DisplayName,
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
    }
}
