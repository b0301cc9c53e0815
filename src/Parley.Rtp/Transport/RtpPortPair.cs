using System.Net;

namespace Parley.Rtp.Transport;

/// <summary>Two bound sockets of one audio stream: an even port for RTP and the odd one above it for RTCP (RFC 3550, section 11).</summary>
public sealed class RtpPortPair : IDisposable
{
    private readonly Action? _released;
    private int _disposed;

    /// <summary>Takes both sockets over.</summary>
    /// <param name="rtp">The socket for media.</param>
    /// <param name="rtcp">The socket for reports.</param>
    /// <param name="released">Called once, after both sockets are closed.</param>
    public RtpPortPair(IDatagramSocket rtp, IDatagramSocket rtcp, Action? released = null) => (Rtp, Rtcp, _released) = (rtp, rtcp, released);

    /// <summary>The socket for media.</summary>
    public IDatagramSocket Rtp { get; }

    /// <summary>The socket for reports.</summary>
    public IDatagramSocket Rtcp { get; }

    /// <summary>Where media is received: what an SDP body announces, unless a public address stands in front.</summary>
    public IPEndPoint LocalEndPoint => Rtp.LocalEndPoint;

    /// <summary>Closes both sockets and gives the ports back. Any number of times, from any thread.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        Rtp.Dispose();
        Rtcp.Dispose();
        _released?.Invoke();
    }
}
