using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Parley.Sip.Transport;

/// <summary>
/// SIP over TCP or TLS (RFC 3261, section 18): one listener, and any number of connections in both directions. Answers go back over the connection that the request
/// came by; requests to a place that is connected already use that connection, others connect.
/// </summary>
public sealed partial class StreamSipTransport : ISipTransport
{
    private const int MaxWaiting = 16_384;

    /// <summary>A far end that closes whatever is opened is not tried for ever.</summary>
    private const int MostTries = 3;
    private static readonly TimeSpan TendInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Haste = TimeSpan.FromSeconds(1);

    private readonly Channel<SipDatagram> _received = Channel.CreateBounded<SipDatagram>(MaxWaiting);
    private readonly Dictionary<(IPEndPoint Remote, string? HostName), Task<SipConnection>> _connecting = [];
    private readonly HashSet<Task> _handshakes = [];
    private readonly List<IPEndPoint> _resending = [];
    private readonly Lock _gate = new();
    private readonly Socket? _listener;
    private readonly SipStreamOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ConnectionTable _connections;
    private readonly LocalAddresses _localAddresses;
    private readonly TlsHandshake? _tls;
    private readonly CancellationTokenSource _stop = new();
    private readonly ITimer _tending;
    private readonly Task _accepting;

    private StreamSipTransport(Socket? listener, IPEndPoint local, SipStreamOptions options, TimeProvider? time, ILoggerFactory? loggers)
    {
        (_listener, LocalEndPoint, _options, _time) = (listener, local, options, time ?? TimeProvider.System);
        _logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger("Parley.Sip.Transport");
        _connections = new(options);
        _localAddresses = new(local);
        _tls = options.Tls is { } tls ? new(tls, _time) : null;
        _tending = _time.CreateTimer(_ => _connections.ToList().ForEach(entry => entry.Connection.Tend()), null, TendInterval, TendInterval);
        _accepting = listener is null ? Task.CompletedTask : AcceptAsync(listener);
    }

    /// <inheritdoc/>
    public IPEndPoint LocalEndPoint { get; }

    /// <inheritdoc/>
    public string Protocol => _tls is null ? SipProtocols.Tcp : SipProtocols.Tls;

    /// <inheritdoc/>
    public bool IsReliable => true;

    /// <inheritdoc/>
    public ChannelReader<SipDatagram> Received => _received.Reader;

    /// <summary>Connections alive now, in both directions.</summary>
    public int Connections => _connections.Count;

    /// <summary>Listens, and connects where there is something to send.</summary>
    /// <param name="endPoint">Address and port; port 0 takes a free one.</param>
    /// <param name="options">Limits, and the certificates of TLS; <see langword="null"/> for TCP with the usual limits.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
    /// <exception cref="SipException">The address is in use or not ours, or TLS has no certificate.</exception>
    public static StreamSipTransport Bind(IPEndPoint endPoint, SipStreamOptions? options = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        options ??= new();
        var protocol = options.Tls is null ? SipProtocols.Tcp : SipProtocols.Tls;
        if (options.Tls is { Certificate: null })
        {
            throw new SipException($"Cannot listen for SIP on {protocol} {endPoint} without a certificate (Sip:Tls:Certificate).");
        }

        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen(512);
        }
        catch (SocketException error)
        {
            listener.Dispose();
            throw new SipException($"Cannot listen for SIP on {protocol} {endPoint}: {error.Message}.", error);
        }

        return new(listener, (IPEndPoint)listener.LocalEndPoint!, options, time, loggers);
    }

    /// <summary>Connects where there is something to send, and listens nowhere. The far end reaches us over the connections we made.</summary>
    /// <param name="address">The address to connect from; a wildcard for any.</param>
    /// <param name="options">Limits, and the certificates of TLS; <see langword="null"/> for TCP with the usual limits.</param>
    /// <param name="time">The clock; <see langword="null"/> for the system's.</param>
    /// <param name="loggers">Where to log; <see langword="null"/> for nowhere.</param>
    public static StreamSipTransport ConnectOnly(IPAddress address, SipStreamOptions? options = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new();
        return new(null, new(address, SipProtocols.DefaultPort(options.Tls is null ? SipProtocols.Tcp : SipProtocols.Tls)), options, time, loggers);
    }

    /// <inheritdoc/>
    public IPEndPoint GetLocalEndPoint(IPEndPoint destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return _listener is null && _connections.Find(ToHop(destination)) is { } connection
            ? connection.Local
            : new(_localAddresses.Toward(destination.Address), LocalEndPoint.Port);
    }

    /// <inheritdoc/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var hop = ToHop(destination);
        for (var tries = 0; tries < MostTries; tries++)
        {
            var connection = _connections.Find(hop) ?? await ConnectAsync(hop);
            if (connection.TrySend(message))
            {
                return;
            }

            if (connection.IsOpen)
            {
                break;   // Being finished. One that closed between the two is another matter: the next one is as good.
            }
        }

        throw new SipException($"Cannot send to {destination}: the connection was closed.");
    }

    /// <inheritdoc/>
    public async ValueTask<string?> PrepareAsync(IPEndPoint destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var hop = ToHop(destination);
        if (_connections.Find(hop) is not null)
        {
            return null;
        }

        try
        {
            await UserAgents.Waiting.UntilAsync(ConnectAsync(hop), cancellationToken);
            return null;
        }
        catch (SipException error)
        {
            return error.Message;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        _stop.Cancel();
        _listener?.Dispose();
        await _tending.DisposeAsync();
        await _accepting;
        using (var haste = new CancellationTokenSource(Haste, _time))
        {
            foreach (var (connection, running) in _connections.ToList())
            {
                await connection.FinishAsync(running, haste.Token);
            }
        }

        Task[] handshakes;
        lock (_gate)
        {
            handshakes = [.. _handshakes];
        }

        foreach (var handshake in handshakes)
        {
            await handshake;
        }

        _received.Writer.TryComplete();
    }

    bool ISipTransport.Owns(object flow) => flow is SipConnection connection && ReferenceEquals(connection.Owner, this);

    bool ISipTransport.IsBackInReach(IPEndPoint destination)
    {
        var hop = ToHop(destination);
        lock (_gate)
        {
            return _connections.Knows(hop) || _resending.Contains(hop) || _connecting.ContainsKey((hop, hop.HostName));
        }
    }

    private SipHop ToHop(IPEndPoint destination) => destination as SipHop ?? new SipHop(destination.Address, destination.Port, Protocol);

    private Task<SipConnection> ConnectAsync(SipHop hop)
    {
        lock (_gate)
        {
            var key = ((IPEndPoint)hop, hop.HostName);
            if (!_connecting.TryGetValue(key, out var connecting))
            {
                connecting = OpenAsync(hop, key);
                if (!connecting.IsCompleted)
                {
                    _connecting[key] = connecting;
                }
            }

            return connecting;
        }
    }

    private async Task<SipConnection> OpenAsync(SipHop hop, (IPEndPoint, string?) key)
    {
        try
        {
            return await OpenAsync(hop);
        }
        catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
        {
            throw new SipException(_stop.IsCancellationRequested ? "The SIP endpoint is closed." : $"Cannot connect to {hop} over {Protocol}: nobody answered in {_options.ConnectTimeout.TotalSeconds:0.###} s.", error);
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            throw new SipException($"Cannot connect to {hop} over {Protocol}: {error.Message}", error);
        }
        finally
        {
            lock (_gate)
            {
                _connecting.Remove(key);
            }
        }
    }

    private async Task<SipConnection> OpenAsync(SipHop hop)
    {
        using var patience = new CancellationTokenSource(_options.ConnectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
        var socket = new Socket(hop.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (hop.AddressFamily == LocalEndPoint.AddressFamily)
            {
                socket.Bind(new IPEndPoint(LocalEndPoint.Address, 0));
            }

            await socket.ConnectAsync(new IPEndPoint(hop.Address, hop.Port), either.Token);
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_tls is not null)
            {
                patience.CancelAfter(_options.ConnectTimeout);
                stream = await _tls.ConnectAsync(stream, hop, either.Token);
            }

            return Begin(socket, stream, hop, isOurs: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private SipConnection Begin(Socket socket, Stream stream, SipHop remote, bool isOurs)
    {
        var connection = new SipConnection(this, socket, stream, remote, isOurs, _options, _time, datagram => _received.Writer.TryWrite(datagram));
        var running = RunAsync(connection);
        _connections.Add(connection, running);
        if (!connection.IsOpen)
        {
            _connections.Remove(connection);   // It was over before it was known.
        }

        return connection;
    }

    private async Task RunAsync(SipConnection connection)
    {
        Log.Opened(_logger, Protocol, connection.Remote, connection.IsOurs);
        await connection.RunAsync();
        Log.Closed(_logger, Protocol, connection.Remote);
        lock (_gate)
        {
            _resending.Add(connection.Remote);   // Before it is forgotten: what waits for an answer is lost at no moment.
        }

        _connections.Remove(connection);
        var isReached = false;
        try
        {
            isReached = !connection.IsOurs || await SendAgainAsync(connection);
        }
        finally
        {
            lock (_gate)
            {
                _resending.Remove(connection.Remote);
            }
        }

        if (!isReached)
        {
            _received.Writer.TryWrite(new(default, connection.Remote) { IsUnreachable = true });
        }
    }

    private async Task<bool> SendAgainAsync(SipConnection closed)
    {
        var messages = closed.TakeUnanswered();
        var hop = new SipHop(closed.Remote.Address, closed.Remote.Port, Protocol) { HostName = closed.Remote.HostName };
        try
        {
            foreach (var message in messages)
            {
                await SendAsync(message, hop, _stop.Token);
            }

            return messages.Count > 0;
        }
        catch (SipException)
        {
            return false;
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Admit(await listener.AcceptAsync(_stop.Token));
            }
            catch (Exception error) when (error is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException error)
            {
                // One that went away while it was accepted, or no file handle left: the next one is another matter.
                Log.NotAccepted(_logger, Protocol, error.Message);
                await Task.Delay(TimeSpan.FromMilliseconds(10), _time);
            }
        }
    }

    private void Admit(Socket socket)
    {
        if (socket.RemoteEndPoint is not IPEndPoint remote || !_connections.HasRoom(remote.Address))
        {
            socket.Dispose();
            return;
        }

        var handshake = TakeAsync(socket, remote);
        lock (_gate)
        {
            _handshakes.RemoveWhere(task => task.IsCompleted);
            if (!handshake.IsCompleted)
            {
                _handshakes.Add(handshake);
            }
        }
    }

    private async Task TakeAsync(Socket socket, IPEndPoint remote)
    {
        try
        {
            socket.NoDelay = true;
            Stream stream = new NetworkStream(socket, ownsSocket: true);
            if (_tls is not null)
            {
                using var patience = new CancellationTokenSource(_options.ConnectTimeout, _time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _stop.Token);
                stream = await _tls.AcceptAsync(stream, remote, either.Token);
            }

            Begin(socket, stream, new SipHop(remote.Address, remote.Port, Protocol), isOurs: false);
        }
        catch (Exception error) when (error is SipException or SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            socket.Dispose();
            Log.NotAccepted(_logger, Protocol, error.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "{Protocol} connection with {Remote} is open (made by us: {IsOurs})")]
        public static partial void Opened(ILogger logger, string protocol, IPEndPoint remote, bool isOurs);

        [LoggerMessage(Level = LogLevel.Debug, Message = "{Protocol} connection with {Remote} is closed")]
        public static partial void Closed(ILogger logger, string protocol, IPEndPoint remote);

        [LoggerMessage(Level = LogLevel.Warning, Message = "A {Protocol} connection was not accepted: {Error}")]
        public static partial void NotAccepted(ILogger logger, string protocol, string error);
    }
}
