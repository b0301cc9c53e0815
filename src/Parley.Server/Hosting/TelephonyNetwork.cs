using System.Net;
using Parley.Rtp.Transport;
using Parley.Sip.Transport;
using Parley.Telephony.Trunks;

namespace Parley.Server.Hosting;

/// <summary>The network that the server's telephony is on, when it is not this machine's: a host registers one to put the server on a network in memory.</summary>
/// <param name="BindSip">Opens the SIP transport at an address.</param>
/// <param name="Media">Where media sockets come from.</param>
/// <param name="Resolver">Where host names are looked up.</param>
internal sealed record TelephonyNetwork(Func<IPEndPoint, ISipTransport> BindSip, IDatagramNetwork Media, IHostResolver Resolver)
{
    /// <summary>Draws caller IDs and the identifiers of SIP and RTP; a seeded one makes them repeatable.</summary>
    public Random? Random { get; init; }
}
