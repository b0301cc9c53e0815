using System.Net;
using Microsoft.Extensions.Logging;

namespace Parley.Sip.Transport;

/// <summary>Opens transports by the protocol that an address names.</summary>
public static class SipTransports
{
    /// <summary>Listens at an address.</summary>
    /// <param name="endPoint">Where: over UDP, unless a <see cref="SipHop"/> names another protocol.</param>
    /// <param name="streams">Limits of connections, and the certificates of TLS; <see langword="null"/> for the usual limits and no TLS.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
    /// <exception cref="SipException">The address is in use or not ours, TLS has no certificate, or the protocol is not spoken here.</exception>
    public static ISipTransport Bind(IPEndPoint endPoint, SipStreamOptions? streams = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var plain = new IPEndPoint(endPoint.Address, endPoint.Port);
        return SipHop.ProtocolOf(endPoint) switch
        {
            SipProtocols.Udp => UdpSipTransport.Bind(plain, loggers),
            SipProtocols.Tcp => StreamSipTransport.Bind(plain, (streams ?? new()) with { Tls = null }, time, loggers),
            SipProtocols.Tls => StreamSipTransport.Bind(plain, WithTls(streams), time, loggers),
            var other => throw new SipException($"Cannot listen for SIP on {endPoint}: {other} is not spoken here."),
        };
    }

    /// <summary>Opens a transport that connects and listens nowhere.</summary>
    /// <param name="address">The address to connect from; a wildcard for any.</param>
    /// <param name="protocol"><see cref="SipProtocols.Tcp"/> or <see cref="SipProtocols.Tls"/>.</param>
    /// <param name="streams">Limits of connections, and the certificates of TLS; <see langword="null"/> for the usual limits and the trust of the machine.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
    public static ISipTransport ConnectOnly(
        IPAddress address, string protocol, SipStreamOptions? streams = null, TimeProvider? time = null, ILoggerFactory? loggers = null) =>
        StreamSipTransport.ConnectOnly(address, protocol == SipProtocols.Tls ? WithTls(streams) : (streams ?? new()) with { Tls = null }, time, loggers);

    private static SipStreamOptions WithTls(SipStreamOptions? streams) => (streams ?? new()) with { Tls = streams?.Tls ?? new() };
}
