using System.Net;
using System.Net.Sockets;

namespace Parley.Rtp.Transport;

/// <summary>A UDP socket through the framework, for systems without <see cref="LinuxUdpSocket"/>'s calls.</summary>
internal sealed class ManagedUdpSocket : IDatagramSocket
{
    private const int IgnoreConnectionReset = unchecked((int)0x9800000C); // SIO_UDP_CONNRESET
    private const int RetriesOnError = 4;

    private readonly Socket _socket;
    private readonly SocketAddress _received;
    private readonly SocketAddress _lastReceived;
    private SocketEndPoint _lastFrom;
    private SocketEndPoint _lastTo;
    private SocketAddress? _lastToAddress;

    public ManagedUdpSocket(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _received = new SocketAddress(socket.AddressFamily);
        _lastReceived = new SocketAddress(socket.AddressFamily);
        if (OperatingSystem.IsWindows())
        {
            socket.IOControl(IgnoreConnectionReset, [0, 0, 0, 0], null);
        }
    }

    public IPEndPoint LocalEndPoint { get; }

    public bool TryReceive(Span<byte> buffer, out int length, out SocketEndPoint from)
    {
        for (var attempt = 0; attempt < RetriesOnError; attempt++)
        {
            try
            {
                if (!_socket.Poll(0, SelectMode.SelectRead))
                {
                    break;
                }

                length = _socket.ReceiveFrom(buffer, SocketFlags.None, _received);
                from = FromAddress();
                return true;
            }
            catch (SocketException)
            {
                // An ICMP error left behind, or a datagram too large for the buffer: the next one may be well.
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }

        length = 0;
        from = default;
        return false;
    }

    public bool TrySend(ReadOnlySpan<byte> datagram, SocketEndPoint to)
    {
        var isIPv6 = _socket.AddressFamily == AddressFamily.InterNetworkV6;
        if (!isIPv6 && !to.IsIPv4)
        {
            return false;
        }

        try
        {
            if (_lastToAddress is null || _lastTo != to)
            {
                var endPoint = to.ToIPEndPoint();
                _lastToAddress = (isIPv6 ? new IPEndPoint(endPoint.Address.MapToIPv6(), endPoint.Port) : endPoint).Serialize();
                _lastTo = to;
            }

            return _socket.SendTo(datagram, SocketFlags.None, _lastToAddress) == datagram.Length;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (ObjectDisposedException)
        {
            return false;
        }
    }

    public void Dispose() => _socket.Dispose();

    private SocketEndPoint FromAddress()
    {
        if (_lastFrom.IsEmpty || !_received.Equals(_lastReceived))
        {
            _received.Buffer.Span.CopyTo(_lastReceived.Buffer.Span);
            _lastReceived.Size = _received.Size;
            _lastFrom = SocketEndPoint.From((IPEndPoint)LocalEndPoint.Create(_received));
        }

        return _lastFrom;
    }
}
