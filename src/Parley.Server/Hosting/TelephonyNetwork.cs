using System.Net;
using Parley.Rtp.Transport;
using Parley.Sip.Resolution;
using Parley.Sip.Transport;

namespace Parley.Server.Hosting;

/// <summary>
/// The network that calls go over, when it is not this machine's: a host that registers one runs the server's telephony in a simulation.
/// </summary>
internal sealed record TelephonyNetwork
{
    /// <summary>Opens the SIP transport at an address.</summary>
    public required Func<IPEndPoint, ISipTransport> BindSip { get; init; }

    /// <summary>Where media sockets come from.</summary>
    public required IDatagramNetwork Media { get; init; }

    /// <summary>Where host names are looked up.</summary>
    public required INameService Names { get; init; }

    /// <summary>Draws caller IDs and protocol identifiers; a seeded one makes a run repeatable. The telephony's own from then on.</summary>
    public Random? Random { get; init; }
}
