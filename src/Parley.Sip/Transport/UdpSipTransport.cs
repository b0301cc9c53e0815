using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Parley.Sip.Transport;

/// <summary>SIP over one UDP socket (RFC 3261, section 18).</summary>
public sealed class UdpSipTransport : ISipTransport
{
    private const int LargestDatagram = 65_535;
    private const int MaxWaiting = 16_384;
    private const int MaxRemembered = 4_096;

    private readonly Socket _socket;
    private readonly LocalAddresses _localAddresses;
    private readonly Dictionary<SocketAddress, IPEndPoint> _remotes = [];
    private readonly Task _receiving;

    // Full means that nobody keeps up; what comes then is dropped, as the network would. Senders repeat it. The reader goes on in the
    // socket's own continuation: it only parses and queues, and a change of thread would cost more than that.
    private readonly Channel<SipDatagram> _received =
        Channel.CreateBounded<SipDatagram>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = true });

    private UdpSipTransport(Socket socket)
    {
        _socket = socket;
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _localAddresses = new(LocalEndPoint);
        _receiving = ReceiveAsync();
    }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public string Protocol => SipProtocols.Udp;

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
            socket.ReceiveBufferSize = 4 * 1024 * 1024;
            UdpErrorQueue.Enable(socket);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SipException($"Cannot listen for SIP on UDP {endPoint}: {error.Message}.", error);
        }

        return new(socket);
    }

    /// <inheritdoc/>
    public IPEndPoint GetLocalEndPoint(IPEndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new(_localAddresses.Toward(destination.Address), LocalEndPoint.Port);
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await _socket.SendToAsync(message, destination, cancellationToken);
                return;
            }
            catch (SocketException error) when (IsRefusal(error.SocketErrorCode) && attempt < 3)
            {
                // Another destination's refusal, which the system tells whoever comes next. This message was not sent.
                ReportUnreachable();
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                throw new SipException($"Cannot send to {destination}: {error.Message}", error);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _receiving;
    }

    private static bool IsRefusal(SocketError error) =>
        error is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.HostUnreachable or SocketError.NetworkUnreachable;

    private async Task ReceiveAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
        var remote = new SocketAddress(_socket.AddressFamily);
        try
        {
            while (true)
            {
                try
                {
                    var length = await _socket.ReceiveFromAsync(buffer, SocketFlags.None, remote);
                    _received.Writer.TryWrite(new(buffer.AsSpan(0, length).ToArray(), EndPointOf(remote)));
                }
                catch (SocketException error) when (error.SocketErrorCode is not (SocketError.OperationAborted or SocketError.Interrupted))
                {
                    // ICMP errors surface here; one bad datagram never stops the others.
                    ReportUnreachable();
                }
            }
        }
        catch (Exception error) when (error is ObjectDisposedException or SocketException)
        {
            _received.Writer.TryComplete();
        }
    }

    private IPEndPoint EndPointOf(SocketAddress address)
    {
        if (_remotes.TryGetValue(address, out var known))
        {
            return known;
        }

        if (_remotes.Count >= MaxRemembered)
        {
            _remotes.Clear();
        }

        var copy = new SocketAddress(address.Family, address.Size);
        address.Buffer.Span[..address.Size].CopyTo(copy.Buffer.Span);
        var remote = (IPEndPoint)LocalEndPoint.Create(copy);
        return _remotes[copy] = new SipHop(remote.Address, remote.Port, SipProtocols.Udp) { Flow = this };
    }

    private void ReportUnreachable()
    {
        while (UdpErrorQueue.TryTake(_socket, LocalEndPoint) is { } destination)
        {
            _received.Writer.TryWrite(new(default, destination) { IsUnreachable = true });
        }
    }
}
