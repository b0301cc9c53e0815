using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Parley.Agents;
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
    TelephonyHost telephony, AttemptStore attempts, Outbox outbox, LegRecordings recordings, IOptions<ParleyOptions> options, IIdSource ids, ILogger<RoomLeg> logger)
{
    /// <summary>A new participant's id.</summary>
    public string NewParticipantId() => $"{ids.NewId()}";

    /// <summary>The host of the SIP addresses of rooms: the configured domain, or else where others reach this machine.</summary>
    public string SipDomain => options.Value.Sip.Domain ?? options.Value.Sip.PublicAddress ?? $"{telephony.Switchboard.Sip.LocalEndPoint}";

    /// <summary>How many legs a room may have, ringing ones included.</summary>
    public int MaxLegsPerRoom => options.Value.Dialout.MaxLegsPerRoom;

    /// <summary>Dials. The attempt is on disk before the INVITE leaves.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="room">The room that it is asked for in.</param>
    /// <param name="agent">Who asks; <see langword="null"/> over REST.</param>
    /// <param name="admit">The room's own say, see <see cref="DialRequest.Admit"/>.</param>
    /// <param name="cancellationToken">Gives up while no INVITE was sent.</param>
    /// <returns>The leg, not started yet, or the text of the refusal.</returns>
    public async Task<(DialoutLeg? Leg, string? Refusal)> DialAsync(
        DialoutRequest request, LiveRoom room, AgentConnection? agent, Func<string?> admit, CancellationToken cancellationToken)
    {
        var dial = new DialRequest
        {
            Id = NewParticipantId(),
            Owner = LegOwner.Write(room, agent),
            PhoneNumber = request.PhoneNumber,
            SipUri = request.SipUri,
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
            DialAccepted accepted => (new DialoutLeg(accepted.Leg, request, room, agent, attempts, outbox, recordings, logger), null),
            DialRefused refused => (null, refused.Error),
            var other => throw new InvalidOperationException($"The dialer knows an answer that we do not: {other}."),
        };
    }

    /// <summary>Answers a call that came in.</summary>
    public RoomLeg CreateIncoming(IncomingCallOffer offer, LiveRoom room, AgentConnection? agent) => new DialinLeg(offer, room, agent, outbox, recordings, logger);
}
