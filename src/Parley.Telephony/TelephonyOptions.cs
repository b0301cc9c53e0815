using System.Net;
using Parley.Rtp.Srtp;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Transport;
using Parley.Telephony.Capture;
using Parley.Telephony.Numbers;
using Parley.Telephony.Transfers;

namespace Parley.Telephony;

/// <summary>How this machine takes part in telephony.</summary>
public sealed record TelephonyOptions
{
    /// <summary>Where SIP is listened for: over UDP, or what a <see cref="SipHop"/> says. Port 0 takes a free one.</summary>
    public IPEndPoint SipListen { get; init; } = new(IPAddress.Any, 5060);

    /// <summary>Where else it is listened for.</summary>
    public IReadOnlyList<IPEndPoint> SipListenAlso { get; init; } = [];

    /// <summary>
    /// The address that peers see, in SIP and SDP, when it is not the one bound to; <see langword="null"/> takes the bound one, or for a
    /// wildcard the local address that routes to the peer.
    /// </summary>
    public IPAddress? PublicAddress { get; init; }

    /// <summary>Networks whose hosts see us without NAT: to them <see cref="PublicAddress"/> is not told.</summary>
    public IReadOnlyList<IPNetwork> LocalNetworks { get; init; } = [];

    /// <summary>Networks that may call us without being a trunk. Without any, and without a trunk, everybody may.</summary>
    public IReadOnlyList<IPNetwork> AllowFrom { get; init; } = [];

    /// <summary>Our SIP domain in From; <see langword="null"/> takes the address.</summary>
    public string? Domain { get; init; }

    /// <summary>UDP ports for media; each call takes two.</summary>
    public PortRange MediaPorts { get; init; } = new(10000, 19999);

    /// <summary>The address that media ports are bound to.</summary>
    public IPAddress MediaBindAddress { get; init; } = IPAddress.Any;

    /// <summary>How long a call rings unless the request says otherwise.</summary>
    public TimeSpan RingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long an answered call goes on when nothing comes from the far end any more, neither sound nor RTCP reports; then we hang up. Not counted while either side
    /// holds the call, nor in comfort noise. Zero for as long as it likes.
    /// </summary>
    public TimeSpan MediaTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Whether sound is encrypted (SRTP with keys in the session description), unless a call's trunk says otherwise.</summary>
    public SrtpPolicy Srtp { get; init; }

    /// <summary>The codecs, best first, unless a call's trunk or request says otherwise; empty for G.711 in both laws.</summary>
    public IReadOnlyList<string> Codecs { get; init; } = [];

    /// <summary>Session timers (RFC 4028); a trunk may say otherwise for the calls that go through it.</summary>
    public SipSessionTimers SessionTimers { get; init; } = new();

    /// <summary>Whether provisional responses are acknowledged (RFC 3262); a trunk may say otherwise for the calls that go through it.</summary>
    public SipReliability ReliableProvisionals { get; init; } = SipReliability.Allowed;

    /// <summary>What is done when the far end of a call asks us to call somebody else instead.</summary>
    public ReferPolicy IncomingRefer { get; init; }

    /// <summary>Which owned number is shown when a request names none.</summary>
    public CallerIdChoice CallerId { get; init; }

    /// <summary>Captures of calls; <see langword="null"/> for none.</summary>
    public CallCaptureOptions? Capture { get; init; }

    /// <summary>What we call ourselves in User-Agent.</summary>
    public string UserAgent { get; init; } = "Parley";

    /// <summary>Draws caller IDs and protocol identifiers; a seeded one makes a simulated run repeatable.</summary>
    public Random? Random { get; init; }
}
