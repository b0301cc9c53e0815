using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Dialing;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Recording;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Webhooks;
using Parley.Sip.Messages;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>Makes the legs of rooms: dials those that are asked for, takes over those that came in.</summary>
internal sealed class LegFactory(
    TelephonyHost telephony, AttemptStore attempts, Outbox outbox, RoomOutbox told, SessionDialing dialing, LegRecordings recordings, SipDomain sipDomain, IOptions<ParleyOptions> options, IIdSource ids,
    ILogger<RoomLeg> logger)
{
    /// <summary>Where recordings go.</summary>
    public LegRecordings Recordings => recordings;

    /// <summary>Where what happens in rooms is told.</summary>
    public RoomOutbox Told => told;

    /// <summary>A new participant's id.</summary>
    public string NewParticipantId() => $"{NewId()}";

    /// <summary>A new id.</summary>
    public Guid NewId() => ids.NewId();

    /// <summary>What sessions wish beside calls.</summary>
    public SessionDialing Dialing => dialing;

    /// <summary>The host of the SIP addresses of rooms.</summary>
    public string SipDomain => sipDomain.Value;

    /// <summary>How many legs a room may have, ringing ones included.</summary>
    public int MaxLegsPerRoom => options.Value.Dialout.MaxLegsPerRoom;

    /// <summary>Dials. The attempt is on disk before the INVITE leaves.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="room">The room that it is asked for in.</param>
    /// <param name="agent">Who asks; <see langword="null"/> over REST.</param>
    /// <param name="admit">The room's own say, see <see cref="DialRequest.Admit"/>.</param>
    /// <param name="cancellationToken">Gives up while no INVITE was sent.</param>
    /// <returns>The leg, not started yet, or why there is none.</returns>
    public async Task<(DialoutLeg? Leg, DialoutRefusal? Refusal)> DialAsync(
        DialoutRequest request, LiveRoom room, AgentConnection? agent, Func<string?> admit, CancellationToken cancellationToken)
    {
        var dial = new DialRequest
        {
            Id = NewParticipantId(),
            Owner = LegOwner.Write(room, agent),
            PhoneNumber = request.PhoneNumber,
            SipUri = request.SipUri,
            Trunk = TrunkOf(request.Provider),
            CallerId = request.CallerId,
            DisplayName = request.DisplayName,
            Extension = request.Extension,
            WaitBeforeExtension = request.WaitBeforeExtension,
            RingTimeout = request.RingTimeout,
            Codecs = request.Codecs?.Audio ?? [],
            Headers = [.. (request.SipHeaders ?? new Dictionary<string, string>()).Select(header => new SipHeader(header.Key, header.Value))],
            IsAnonymous = request.Anonymous,
            Capture = agent?.Capture,
            Admit = admit,
        };
        return await telephony.Dialer.DialAsync(dial, cancellationToken) switch
        {
            DialAccepted accepted => (new DialoutLeg(accepted.Leg, request, room, agent, attempts, outbox, told, recordings, logger), null),
            DialRefused refused => (null, new(refused.Error, refused.Rule, refused.AllowedAt)),
            var other => throw new InvalidOperationException($"The dialer knows an answer that we do not: {other}."),
        };
    }

    // The vendors' own names of their carriers mean that it is ours to choose.
    private static string? TrunkOf(string? provider) => provider is "daily" or "signalwire" ? null : provider;

    /// <summary>Answers a call that came in.</summary>
    /// <param name="offer">The call.</param>
    /// <param name="room">Its room.</param>
    /// <param name="agent">The agent that answers it, if one does.</param>
    /// <param name="endpoint">Which of the room's SIP endpoints it came in by, if by any.</param>
    public RoomLeg CreateIncoming(IncomingCallOffer offer, LiveRoom room, AgentConnection? agent, int? endpoint) => new DialinLeg(offer, room, agent, outbox, told, recordings, logger) { Endpoint = endpoint };
}
