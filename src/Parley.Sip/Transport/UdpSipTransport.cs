using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Sip.Transport;

/// <summary>SIP over one UDP socket (RFC 3261, section 18).</summary>
public sealed partial class UdpSipTransport : ISipTransport
{
    private const int LargestDatagram = 65_535;
    private const int MaxWaiting = 16_384;
    private const int MaxRemembered = 4_096;
    private const int BufferSize = 4 * 1024 * 1024;

    private readonly Socket _socket;
    private readonly Receiver _receive;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _closing = new();
    private readonly LocalAddresses _localAddresses;
    private readonly Dictionary<SocketAddress, IPEndPoint> _remotes = [];
    private readonly TaskCompletionSource _receiving = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _reporting;

    // What a sender hears of other destinations. Never told in its own thread, which would become the reader's until there is nothing left to read.
    private readonly Channel<IPEndPoint> _refused = Channel.CreateBounded<IPEndPoint>(new BoundedChannelOptions(MaxRemembered) { SingleReader = true });

    // Full means that nobody keeps up; what comes then is dropped, as the network would. Senders repeat it. The reader goes on in the
    // thread that receives: a change of thread would cost more than what it does.
    private readonly Channel<SipDatagram> _received =
        Channel.CreateBounded<SipDatagram>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true, AllowSynchronousContinuations = true });

    private UdpSipTransport(Socket socket, ILoggerFactory? loggers, Receiver? receive)
    {
        _socket = socket;
        _receive = receive ?? Read;
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Parley.Sip.Transport");
        LocalEndPoint = (IPEndPoint)socket.LocalEndPoint!;
        _localAddresses = new(LocalEndPoint);
        _reporting = ReportAsync();
        new Thread(Receive) { Name = "parley-sip-udp", IsBackground = true }.UnsafeStart();
    }

    /// <summary>Waits for a datagram.</summary>
    internal delegate int Receiver(Socket socket, Span<byte> buffer, SocketAddress remote);

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
    /// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
    /// <exception cref="SipException">The address is in use or not ours; the text names it.</exception>
    public static UdpSipTransport Bind(IPEndPoint endPoint, ILoggerFactory? loggers = null) => Bind(endPoint, loggers, null);

    /// <summary>Binds a socket and starts to receive, in some other way than usual.</summary>
    internal static UdpSipTransport Bind(IPEndPoint endPoint, ILoggerFactory? loggers, Receiver? receive)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        var socket = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(endPoint);
            socket.ReceiveBufferSize = BufferSize;

            // Whoever sends has the endpoint's loop in hand. What waits for a neighbour that does not answer ARP stays in the buffer for seconds.
            socket.SendBufferSize = BufferSize;
            socket.SendTimeout = 1;
            UdpErrorQueue.Enable(socket);
        }
        catch (SocketException error)
        {
            socket.Dispose();
            throw new SipException($"Cannot listen for SIP on UDP {endPoint}: {error.Message}.", error);
        }

        return new(socket, loggers, receive);
    }

    /// <inheritdoc/>
    public IPEndPoint GetLocalEndPoint(IPEndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return new(_localAddresses.Toward(destination.Address), LocalEndPoint.Port);
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                // To send a datagram is to hand it to the system.
                _socket.SendTo(message.Span, SocketFlags.None, destination.Serialize());
                return ValueTask.CompletedTask;
            }
            catch (SocketException error) when (IsCongestion(error.SocketErrorCode))
            {
                // Lost on the way, as a router's full queue would: it is repeated.
                return ValueTask.CompletedTask;
            }
            catch (SocketException) when (attempt < 3)
            {
                // What ICMP said of another destination, whatever it was, the system tells whoever comes next. This message was not sent.
                TakeErrors(refused => _refused.Writer.TryWrite(refused));
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
        _closing.Set();
        _socket.Dispose();
        await _receiving.Task;
        _refused.Writer.TryComplete();
        await _reporting;
    }

    private static bool IsCongestion(SocketError error) =>
        error is SocketError.TimedOut or SocketError.WouldBlock or SocketError.NoBufferSpaceAvailable;

    private static int Read(Socket socket, Span<byte> buffer, SocketAddress remote) => socket.ReceiveFrom(buffer, SocketFlags.None, remote);

    // A thread of its own that waits in the system call: one wake-up for a datagram, where an asynchronous wait costs several.
    private void Receive()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(LargestDatagram);
        var remote = new SocketAddress(_socket.AddressFamily);
        var trouble = new ReceiveTrouble();
        while (!_closing.IsSet)
        {
            try
            {
                var length = _receive(_socket, buffer, remote);
                if (trouble.End())
                {
                    Log.ReceivesAgain(_logger, LocalEndPoint);
                }

                if (!_closing.IsSet)
                {
                    _received.Writer.TryWrite(new(buffer.AsSpan(0, length).ToArray(), EndPointOf(remote)));
                }
            }
            catch (SocketException error) when (!_closing.IsSet)
            {
                // What ICMP said surfaces here; one bad datagram never stops the others. What nothing explains may come again at once, and for ever.
                if (!TakeErrors(Report))
                {
                    Wait(ref trouble, error);
                }
            }
            catch (Exception error) when (error is ObjectDisposedException or SocketException)
            {
                break;
            }
        }

        _received.Writer.TryComplete();
        _receiving.TrySetResult();
    }

    private void Wait(ref ReceiveTrouble trouble, SocketException error)
    {
        var wait = trouble.Next(out var isNews);
        if (isNews)
        {
            Log.DoesNotReceive(_logger, LocalEndPoint, error.Message);
        }

        _closing.Wait(wait);
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

    private bool TakeErrors(Action<IPEndPoint> take)
    {
        var any = false;
        try
        {
            while (UdpErrorQueue.TryTake(_socket, LocalEndPoint, out var destination))
            {
                any = true;
                if (destination is not null)
                {
                    take(destination);
                }
            }
        }
        catch (ObjectDisposedException)
        {
            // Closed meanwhile; there is nobody left to tell.
        }

        return any;
    }

    private async Task ReportAsync()
    {
        while (await _refused.Reader.WaitToReadAsync())
        {
            while (_refused.Reader.TryRead(out var destination))
            {
                Report(destination);
            }
        }
    }

    private void Report(IPEndPoint destination) => _received.Writer.TryWrite(new(default, destination) { IsUnreachable = true });

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "Nothing can be received on UDP {Local}: {Error} It is tried again until it works.")]
        public static partial void DoesNotReceive(ILogger logger, IPEndPoint local, string error);

        [LoggerMessage(Level = LogLevel.Information, Message = "UDP {Local} receives again")]
        public static partial void ReceivesAgain(ILogger logger, IPEndPoint local);
    }
}
