using System.Net;

namespace Parley.Rtp.Transport;

/// <summary>
/// A bound, non-blocking UDP socket. One thread at a time; neither method blocks, throws for what the network does, or allocates in steady
/// state. That includes the ICMP errors of an unreachable peer: they are forgotten, as a lost packet is.
/// </summary>
public interface IDatagramSocket : IDisposable
{
    /// <summary>The address and port that the socket is bound to.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>Takes the next datagram that has arrived.</summary>
    /// <param name="buffer">Receives the datagram; what does not fit is cut off.</param>
    /// <param name="length">The bytes written to <paramref name="buffer"/>; an empty datagram is a datagram.</param>
    /// <param name="from">Who sent it.</param>
    /// <returns><see langword="false"/> when nothing is waiting.</returns>
    bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from);

    /// <summary>Sends one datagram, or drops it as the network would.</summary>
    /// <returns><see langword="false"/> when the system did not take it: buffer full, no route, peer refused, socket closed.</returns>
    bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to);
}
