using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transport;

namespace Parley.Sip.UserAgents;

/// <summary>
/// Requests that may not fit into a datagram of the path go by TCP instead (RFC 3261, section 18.1.1). Hosts where that fails are left alone for a while: to them
/// requests go by UDP, large or not.
/// </summary>
internal sealed class LargeRequests(TransportSet transports, Func<TimeSpan, Action, IDisposable> schedule)
{
    /// <summary>What fits into an Ethernet frame together with the headers below, by the count of the RFC, which leaves 200 bytes for Via headers of proxies.</summary>
    private const int Largest = 1_300;
    private const int HeadersToCome = 250;
    private const int MostAvoided = 1_000;
    private static readonly TimeSpan AvoidFor = TimeSpan.FromMinutes(10);

    private readonly HashSet<IPAddress> _avoided = [];

    /// <summary>Where a request is to go instead; <see langword="null"/> when it may go where it was to.</summary>
    public IPEndPoint? HopFor(SipRequest request, IPEndPoint destination) =>
        transports.ProtocolOf(destination) == SipProtocols.Udp
        && transports.Speaks(SipProtocols.Tcp, destination.AddressFamily)
        && !_avoided.Contains(destination.Address)
        && SipWriter.ToArray(request).Length + HeadersToCome > Largest
            ? new SipHop(destination.Address, destination.Port, SipProtocols.Tcp)
            : null;

    /// <summary>A host does not speak TCP.</summary>
    public void Avoid(IPEndPoint hop)
    {
        if (_avoided.Count < MostAvoided && _avoided.Add(hop.Address))
        {
            schedule(AvoidFor, () => _avoided.Remove(hop.Address));
        }
    }
}
