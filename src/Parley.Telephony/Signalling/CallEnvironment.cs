using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Telephony.Media;
using Parley.Telephony.Policy;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Signalling;

/// <summary>What every call of this machine stands on.</summary>
internal sealed record CallEnvironment(SipEndpoint Sip, RtpPortPool Ports, TelephonyOptions Options, TimeProvider Time)
{
    public required RandomSource Random { get; init; }

    /// <summary>The calls that are not over yet.</summary>
    public LiveLegs LiveLegs { get; } = new();

    public IHostResolver Resolver { get; init; } = DnsHostResolver.Instance;

    public IDialPolicy Policy { get; init; } = AllowAll.Instance;

    /// <summary>The address to announce to a peer.</summary>
    public System.Net.IPAddress AnnouncedTo(System.Net.IPAddress peer) => LocalAddress.Toward(peer, Ports.Address, Options.PublicAddress);
}
