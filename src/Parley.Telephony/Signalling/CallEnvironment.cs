using System.Net;
using Parley.Rtp.Transport;
using Parley.Sip;
using Parley.Sip.Resolution;
using Parley.Telephony.Capture;
using Parley.Telephony.Policy;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Signalling;

/// <summary>What every call of this machine stands on.</summary>
internal sealed record CallEnvironment(SipEndpoint Sip, RtpPortPool Ports, TelephonyOptions Options, TimeProvider Time)
{
    public required RandomSource Random { get; init; }

    /// <summary>The calls that are not over yet.</summary>
    public LiveLegs LiveLegs { get; } = new();

    /// <summary>Finds the servers of an address.</summary>
    public required ServerLocator Locator { get; init; }

    /// <summary>The servers that failed lately.</summary>
    public AvoidedHops AvoidedHops { get; } = new(Time);

    /// <summary>The trunks.</summary>
    public required TrunkTable Trunks { get; init; }

    /// <summary>Takes calls down; <see langword="null"/> where that is not wanted.</summary>
    public CallCaptures? Captures { get; init; }

    public IDialPolicy Policy { get; init; } = AllowAll.Instance;

    /// <summary>Where a peer is to send media: the public address, else the bound one, else (for a wildcard) the one that SIP uses towards that peer.</summary>
    public IPAddress AnnouncedTo(IPEndPoint peer) =>
        (Options.PublicAddress is { } seen && !Options.LocalNetworks.Any(network => network.Contains(peer.Address)) ? seen : null)
        ?? (Ports.Address.Equals(IPAddress.Any) || Ports.Address.Equals(IPAddress.IPv6Any) ? Sip.GetLocalEndPoint(peer).Address : Ports.Address);
}
