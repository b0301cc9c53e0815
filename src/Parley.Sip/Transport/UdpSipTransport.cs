using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Parley.Sip.Transport;

/// <summary>SIP over one UDP socket.</summary>
public sealed class UdpSipTransport : ISipTransport
{
    private readonly Socket _socket;
    private readonly Channel<SipDatagram> _received = Channel.CreateUnbounded<SipDatagram>();

    private UdpSipTransport(Socket socket) => _socket = socket;

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    /// <inheritdoc/>
    public string Protocol => "UDP";

    /// <inheritdoc/>
    public bool IsReliable => false;

    /// <inheritdoc/>
    public ChannelReader<SipDatagram> Received => _received.Reader;

    /// <summary>Binds a socket and starts to receive.</summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <exception cref="SipException">The address is in use or not ours; the text names it.</exception>
    public static UdpSipTransport Bind(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(endPoint);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SipException($"Cannot listen for SIP on UDP {endPoint}: {error.Message}.", error);
        }

        return new(socket);
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken) =>
        await _socket.SendToAsync(message, destination, cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _received.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
