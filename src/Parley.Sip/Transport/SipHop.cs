using System.Net;

namespace Parley.Sip.Transport;

/// <summary>
/// An address with the transport that is spoken there. Where a plain <see cref="IPEndPoint"/> stands for one, it means UDP, or the one transport that
/// an endpoint has.
/// </summary>
/// <param name="address">The address.</param>
/// <param name="port">The port.</param>
/// <param name="protocol">One of <see cref="SipProtocols"/>.</param>
public sealed class SipHop(IPAddress address, int port, string protocol) : IPEndPoint(address, port)
{
    /// <summary>Name of the transport as it stands in Via.</summary>
    public string Protocol { get; } = protocol;

    /// <summary>The name that the far end's certificate must prove: the domain that was dialled, not a host that it led to (RFC 5922, section 7.1).</summary>
    public string? HostName { get; init; }

    /// <summary>The socket or connection that something came by: answers go back through it. <see langword="null"/> lets the transport choose.</summary>
    internal object? Flow { get; init; }

    /// <summary>The transport of an endpoint.</summary>
    public static string ProtocolOf(IPEndPoint endPoint) => (endPoint as SipHop)?.Protocol ?? SipProtocols.Udp;

    /// <summary>Whether both are the same place on the same transport.</summary>
    public static bool AreSame(IPEndPoint one, IPEndPoint other)
    {
        ArgumentNullException.ThrowIfNull(one);
        ArgumentNullException.ThrowIfNull(other);
        return one.Port == other.Port && one.Address.Equals(other.Address) && ProtocolOf(one) == ProtocolOf(other);
    }

    /// <summary>The same place at another port, reached by the same socket or connection.</summary>
    internal static IPEndPoint AtPort(IPEndPoint source, int port) =>
        source is SipHop known ? new SipHop(known.Address, port, known.Protocol) { HostName = known.HostName, Flow = known.Flow } : new IPEndPoint(source.Address, port);

    /// <summary>
    /// Where a request inside a dialog goes: the place that the far end named, with what is known of it from the dialog's beginning. One that names its
    /// address without a transport means the dialog's.
    /// </summary>
    /// <param name="named">What its Contact or Record-Route says.</param>
    /// <param name="namesTransport">Whether it says the transport, too.</param>
    /// <param name="known">Where the dialog came from or went to.</param>
    internal static IPEndPoint Follow(IPEndPoint named, bool namesTransport, IPEndPoint known)
    {
        if (known is not SipHop origin)
        {
            return named;
        }

        var protocol = !namesTransport && named.Address.Equals(origin.Address) ? origin.Protocol : ProtocolOf(named);
        if (protocol != origin.Protocol)
        {
            return named;
        }

        // The other end of a connection is that of its dialog, too, also where it cannot be connected to (RFC 5923).
        var sameHost = named.Address.Equals(origin.Address);
        return sameHost && named.Port == origin.Port
            ? known
            : new SipHop(named.Address, named.Port, protocol) { HostName = origin.HostName, Flow = sameHost ? origin.Flow : null };
    }

    /// <inheritdoc/>
    public override bool Equals(object? comparand) => comparand is IPEndPoint other && AreSame(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
