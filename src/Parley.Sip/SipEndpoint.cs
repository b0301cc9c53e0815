using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Parley.Sip.Auth;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transport;
using Parley.Sip.UserAgents;

namespace Parley.Sip;

/// <summary>
/// A SIP user agent on one transport or several: transactions, dialogs and calls. Its state is owned by one dispatch loop; every member may be
/// called from any thread. The transports are disposed with it.
/// </summary>
public sealed partial class SipEndpoint : IAsyncDisposable
{
    // Above this many unhandled inputs new messages are dropped; their senders repeat them.
    private const int MaxBacklog = 20_000;

    private readonly TransportSet _transports;
    private readonly ILogger _logger;
    private readonly UserAgent _agent;
    private Task _loop = Task.CompletedTask;
    private Task[] _pumps = [];
    private int _started;
    private int _disposed;

    /// <summary>Creates the endpoint; nothing is received until <see cref="StartAsync"/>.</summary>
    /// <param name="transport">Where messages go and come from; owned by the endpoint from here on.</param>
    /// <param name="options">How it presents itself; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock of all timers; <see langword="null"/> for the system's.</param>
    /// <param name="loggerFactory">Where to log; <see langword="null"/> for nowhere.</param>
    public SipEndpoint(ISipTransport transport, SipEndpointOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
        : this([transport], options, timeProvider, loggerFactory)
    {
    }

    /// <summary>Creates the endpoint on several transports; nothing is received until <see cref="StartAsync"/>.</summary>
    /// <param name="transports">Where messages go and come from, the main one first; owned by the endpoint from here on.</param>
    /// <param name="options">How it presents itself; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock of all timers; <see langword="null"/> for the system's.</param>
    /// <param name="loggerFactory">Where to log; <see langword="null"/> for nowhere.</param>
    public SipEndpoint(
        IReadOnlyList<ISipTransport> transports, SipEndpointOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(transports);
        ArgumentOutOfRangeException.ThrowIfZero(transports.Count);
        _transports = new(transports);
        _logger = (loggerFactory ?? NullLoggerFactory.Instance).CreateLogger("Parley.Sip");
        _agent = new(_transports, options ?? new(), timeProvider ?? TimeProvider.System, _logger);
    }

    /// <summary>The address bound to: that of the first transport.</summary>
    public IPEndPoint LocalEndPoint => _transports.First.LocalEndPoint;

    /// <summary>Every address bound to, with its transport.</summary>
    public IReadOnlyList<SipHop> LocalEndPoints =>
        [.. _transports.All.Select(transport => new SipHop(transport.LocalEndPoint.Address, transport.LocalEndPoint.Port, transport.Protocol))];

    /// <summary>Calls that came in and wait for their owner. Completes when the endpoint stops.</summary>
    public ChannelReader<IncomingCall> IncomingCalls => _agent.Incoming.Reader;

    /// <summary>Transactions alive now.</summary>
    public int ActiveTransactions => _agent.Transactions.Count;

    /// <summary>Dialogs alive now, early ones included.</summary>
    public int ActiveDialogs => _agent.DialogCount;

    /// <summary>Calls alive now: ringing, answered, or being ended.</summary>
    public int ActiveCalls => _agent.CallCount;

    /// <summary>Messages dropped because they could not be read or belonged to nothing.</summary>
    public long DroppedMessages => _agent.Dropped;

    /// <summary>The address that a destination reaches us under, as it stands in Via and Contact.</summary>
    /// <param name="destination">Whom a message is for.</param>
    public IPEndPoint GetLocalEndPoint(IPEndPoint destination) => _agent.AddressFor(destination);

    /// <summary>Whether there is a transport of that protocol and address family.</summary>
    /// <param name="protocol">One of <see cref="SipProtocols"/>.</param>
    /// <param name="family">IPv4 or IPv6.</param>
    public bool Speaks(string protocol, System.Net.Sockets.AddressFamily family) => _transports.Speaks(protocol, family);

    /// <summary>
    /// Sees to it that a destination can be sent to: over TCP and TLS it connects. What stands against it is said in words (a certificate for another
    /// name, say), which a request that just fails could not.
    /// </summary>
    /// <param name="destination">Next hop.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns><see langword="null"/>, or why it cannot be reached.</returns>
    public ValueTask<string?> PrepareAsync(IPEndPoint destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        return _transports.PrepareAsync(destination, cancellationToken);
    }

    /// <summary>Starts to receive. Once.</summary>
    /// <param name="cancellationToken">Not used: starting does not wait.</param>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            _loop = _agent.Dispatcher.RunAsync();
            _pumps = [.. _transports.All.Select(PumpAsync)];
            foreach (var transport in _transports.All)
            {
                Log.Started(_logger, transport.Protocol, transport.LocalEndPoint);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>Places a call. Returns at once; what comes of it is told by the call's events.</summary>
    /// <param name="request">What to dial.</param>
    /// <exception cref="ArgumentException">A header name is no token, or the request-URI is of a scheme that cannot be called.</exception>
    public OutgoingCall Invite(OutgoingInvite request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Headers.FirstOrDefault(h => !SipTokens.IsToken(h.Name)) is { Name: { } name })
        {
            throw new ArgumentException($"'{name}' is no header name.", nameof(request));
        }

        var call = new OutgoingCall(_agent, request, request.CallId ?? _agent.Ids.NewCallId(), _agent.Ids.NewTag());
        if (!_agent.Dispatcher.Post(call.Begin))
        {
            call.Abort();
        }

        return call;
    }

    /// <summary>
    /// Sends a request outside a call (OPTIONS, REGISTER, MESSAGE) and returns its final response; 401 and 407 are answered when there are
    /// credentials. Via, Max-Forwards, User-Agent, the From tag and, where missing, Call-ID, CSeq and Contact are added. Silence is a 408 and an
    /// unreachable next hop a 503, both made here.
    /// </summary>
    /// <param name="request">The request; From and To must be there. Its headers are completed.</param>
    /// <param name="destination">Next hop.</param>
    /// <param name="credentials">For 401 and 407.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The endpoint is closed, or From or To cannot be read.</exception>
    public Task<SipResponse> SendAsync(
        SipRequest request, IPEndPoint destination, SipCredentials? credentials = null, CancellationToken cancellationToken = default) =>
        SendAsync(credentials is null ? null : new SipAuthenticator(credentials), request, destination, cancellationToken);

    /// <summary>Sends a request outside a call, as the other overload does, with credentials that remember what has been challenged before.</summary>
    /// <param name="authenticator">For 401 and 407; one that is used again answers what it knows from the start. Not for two requests at a time.</param>
    /// <param name="request">The request; From and To must be there. Its headers are completed.</param>
    /// <param name="destination">Next hop.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <exception cref="SipException">The endpoint is closed, or From or To cannot be read.</exception>
    public async Task<SipResponse> SendAsync(
        SipAuthenticator? authenticator, SipRequest request, IPEndPoint destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Method is SipMethods.Invite or SipMethods.Ack or SipMethods.Cancel)
        {
            throw new ArgumentException($"{request.Method} cannot be sent this way.", nameof(request));
        }

        Complete(request, destination);
        var result = new TaskCompletionSource<SipResponse>(TaskCreationOptions.RunContinuationsAsynchronously);
        var digest = authenticator?.DigestWith(_agent.Ids.NewNonce);
        var exchange = new ClientExchange(_agent, digest, destination, nextSequence: null, r =>
        {
            if (!r.Response.IsProvisional)
            {
                result.TrySetResult(r.Response);
            }
        });
        await _agent.Dispatcher.InvokeAsync(() =>
        {
            exchange.Begin(request);
            return true;
        });
        return await result.Task.UntilAsync(cancellationToken);
    }

    /// <summary>
    /// Ends every call (BYE, CANCEL, or 503 for one not answered yet) and waits until they are over; new calls are refused. When the token
    /// fires it stops waiting and returns.
    /// </summary>
    /// <param name="cancellationToken">The deadline.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (_started == 0 || _disposed == 1)
        {
            return;
        }

        var calls = await _agent.Dispatcher.InvokeAsync(() =>
        {
            _agent.IsStopping = true;
            _agent.Incoming.Writer.TryComplete();
            var open = _agent.Calls.ToList();
            open.ForEach(call => call.HangUp(null));
            return open;
        });
        try
        {
            foreach (var call in calls)
            {
                await call.Released.UntilAsync(cancellationToken);
            }

            Log.Stopped(_logger, calls.Count);
        }
        catch (OperationCanceledException)
        {
            Log.StoppedEarly(_logger, calls.Count(call => !call.Released.IsCompleted));
        }
    }

    /// <summary>Closes the transport. Calls that were not ended before are over at once, and nobody is told.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        _agent.Incoming.Writer.TryComplete();
        foreach (var transport in _transports.All)
        {
            await transport.DisposeAsync();
        }

        foreach (var pump in _pumps)
        {
            await pump;
        }

        _agent.Dispatcher.Post(_agent.Close);
        _agent.Dispatcher.Complete();
        await (_started == 0 ? _agent.Dispatcher.RunAsync() : _loop);
    }

    private async Task PumpAsync(ISipTransport transport)
    {
        var received = transport.Received;
        while (await received.WaitToReadAsync())
        {
            while (received.TryRead(out var datagram))
            {
                try
                {
                    Take(datagram);
                }
                catch (Exception error)
                {
                    // A bug, ours or a watcher's: one message is lost, where the endpoint would be deaf.
                    Log.NotTaken(_logger, datagram.Remote, error);
                }
            }
        }
    }

    private void Take(SipDatagram datagram)
    {
        if (datagram.IsUnreachable)
        {
            _agent.Dispatcher.Post(() => _agent.Unreachable(datagram.Remote));
        }
        else if (_agent.Dispatcher.Backlog > MaxBacklog)
        {
            _agent.Drop("a message, being overloaded", datagram.Remote);
        }
        else
        {
            _agent.LogWire("from", datagram.Remote, datagram.Bytes.Span);
            _agent.Show(isSent: false, datagram.Remote, datagram.Bytes);
            Dispatch(datagram.IsTooLarge ? SipParser.ParseTooLarge(datagram.Bytes) : SipParser.Parse(datagram.Bytes), datagram.Remote);
        }
    }

    private void Dispatch(SipParseResult parsed, IPEndPoint remote)
    {
        if (parsed.Message is { } message)
        {
            _agent.Dispatcher.Post(() => _agent.Receive(message, remote));
        }
        else if (!parsed.IsKeepAlive)
        {
            _agent.Drop(parsed.Error!, remote);
            _agent.Dispatcher.Post(() => _agent.Refuse(parsed, remote));
        }
    }

    private void Complete(SipRequest request, IPEndPoint destination)
    {
        var headers = request.Headers;
        if (request.From.Tag is null)
        {
            headers.Set(SipHeaderNames.From, request.From.WithTag(_agent.Ids.NewTag()).ToString());
        }

        _ = request.To;
        SetMissing(SipHeaderNames.CallId, () => _agent.Ids.NewCallId());
        SetMissing(SipHeaderNames.CSeq, () => new CSeq(1, request.Method).ToString());
        SetMissing(SipHeaderNames.Contact, () => _agent.ContactFor(destination));

        void SetMissing(string name, Func<string> value)
        {
            if (!headers.Contains(name))
            {
                headers.Add(name, value());
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "SIP over {Protocol} on {LocalEndPoint}")]
        public static partial void Started(ILogger logger, string protocol, IPEndPoint localEndPoint);

        [LoggerMessage(Level = LogLevel.Error, Message = "A message from {Remote} failed unexpectedly")]
        public static partial void NotTaken(ILogger logger, IPEndPoint remote, Exception error);

        [LoggerMessage(Level = LogLevel.Information, Message = "SIP stopped; {Calls} calls were ended")]
        public static partial void Stopped(ILogger logger, int calls);

        [LoggerMessage(Level = LogLevel.Warning, Message = "SIP stopped with {Calls} calls whose end was not confirmed in time")]
        public static partial void StoppedEarly(ILogger logger, int calls);
    }
}
