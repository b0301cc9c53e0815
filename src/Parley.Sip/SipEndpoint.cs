using System.Net;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Sip.Messages;
using Parley.Sip.Transport;

#pragma warning disable CA1822
namespace Parley.Sip;

/// <summary>
/// A SIP user agent on one transport: transactions, dialogs and calls. Its state is owned by one dispatch loop; every member may be
/// called from any thread. The transport is disposed with it.
/// </summary>
public sealed class SipEndpoint : IAsyncDisposable
{
    private readonly ISipTransport _transport;

    /// <summary>Creates the endpoint; nothing happens until <see cref="StartAsync"/>.</summary>
    /// <param name="transport">Where messages go and come from; owned by the endpoint from here on.</param>
    /// <param name="options">How it presents itself; <see langword="null"/> for the defaults.</param>
    /// <param name="timeProvider">The clock of all timers; <see langword="null"/> for the system's.</param>
    /// <param name="loggerFactory">Where to log; <see langword="null"/> for nowhere.</param>
    public SipEndpoint(ISipTransport transport, SipEndpointOptions? options = null, TimeProvider? timeProvider = null, ILoggerFactory? loggerFactory = null)
    {
        _transport = transport;
        _ = (options, timeProvider, loggerFactory);
    }

    /// <summary>The address bound to.</summary>
    public IPEndPoint LocalEndPoint => _transport.LocalEndPoint;

    /// <summary>Calls that came in and wait for their owner. Completes when the endpoint stops.</summary>
    public ChannelReader<IncomingCall> IncomingCalls => throw new NotSupportedException();

    /// <summary>Transactions alive now.</summary>
    public int ActiveTransactions => 0;

    /// <summary>Dialogs alive now, early ones included.</summary>
    public int ActiveDialogs => 0;

    /// <summary>Calls alive now.</summary>
    public int ActiveCalls => 0;

    /// <summary>Messages dropped because they could not be read or belonged to nothing.</summary>
    public long DroppedMessages => 0;

    /// <summary>Starts to receive.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <summary>Places a call. Returns at once; what comes of it is told by the call's events.</summary>
    public OutgoingCall Invite(OutgoingInvite request) => throw new NotSupportedException();

    /// <summary>
    /// Sends a request outside a call (OPTIONS, REGISTER, MESSAGE) and returns its final response; 401 and 407 are answered when there are
    /// credentials. Via, Max-Forwards, User-Agent, Call-ID, CSeq, the From tag and, where missing, Contact are added. Silence is a 408 and an unreachable
    /// next hop a 503, both made here.
    /// </summary>
    /// <param name="request">The request; From and To must be there.</param>
    /// <param name="destination">Next hop.</param>
    /// <param name="credentials">For 401 and 407.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    public Task<SipResponse> SendAsync(
        SipRequest request, IPEndPoint destination, SipCredentials? credentials = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    /// <summary>
    /// Ends every call (BYE, CANCEL or 503) and waits until they are over; new calls are refused. When the token fires it stops waiting.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _transport.DisposeAsync();
}
