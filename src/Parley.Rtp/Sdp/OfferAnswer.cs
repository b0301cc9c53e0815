using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Parley.Rtp.Sdp;

/// <summary>
/// Our side of the offers and answers of one call (RFC 3264): one audio stream, everything else refused.
/// Keeps the session id, the version and the last description between them. One user at a time.
/// </summary>
public sealed class OfferAnswer
{
    /// <summary>Starts the exchange of one call.</summary>
    /// <param name="local">Where we receive media, as the far end must see it: a public address may stand in for the bound one. RTCP is one port above.</param>
    /// <param name="capabilities">What we can speak.</param>
    /// <param name="random">Draws the session id.</param>
    /// <exception cref="ArgumentException">The address is a wildcard, which nobody could send to.</exception>
    public OfferAnswer(IPEndPoint local, AudioCapabilities capabilities, Random? random = null) => throw new NotImplementedException();

    /// <summary>What we last offered or answered.</summary>
    public SessionDescription? Local { get; private set; }

    /// <summary>What is agreed at this moment.</summary>
    public NegotiatedAudio? Current { get; private set; }

    /// <summary>Makes an offer: the first one, or a new one for a re-INVITE.</summary>
    /// <param name="direction">What we want; <see cref="MediaDirection.SendOnly"/> puts the far end on hold.</param>
    public SessionDescription CreateOffer(MediaDirection direction = MediaDirection.SendReceive) => throw new NotImplementedException();

    /// <summary>Reads the answer to our offer.</summary>
    public bool TryAccept(SessionDescription answer, [NotNullWhen(true)] out NegotiatedAudio? audio, [NotNullWhen(false)] out string? error) =>
        throw new NotImplementedException();

    /// <summary>Answers an offer of the far end: the first one, or that of a re-INVITE. A refusal leaves everything as it was (488).</summary>
    public bool TryAnswer(
        SessionDescription offer,
        [NotNullWhen(true)] out SessionDescription? answer,
        [NotNullWhen(true)] out NegotiatedAudio? audio,
        [NotNullWhen(false)] out string? error,
        MediaDirection direction = MediaDirection.SendReceive) =>
        throw new NotImplementedException();
}
