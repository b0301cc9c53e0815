using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Sip.Transactions;
using Parley.Sip.Transport;

namespace Parley.Sip.UserAgents;

/// <summary>
/// The state of an endpoint, owned by its dispatch loop: transactions, calls, what we send. Except where said, members are for that
/// loop only.
/// </summary>
internal sealed partial class UserAgent : ITransactionEnvironment
{
    /// <summary>The methods served.</summary>
    public const string Allow = "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, UPDATE, PRACK, REFER, NOTIFY";

    /// <summary>The bodies that an INVITE may carry.</summary>
    public const string AcceptedTypes = "application/sdp, multipart/mixed";

    private readonly TransportSet _transports;
    private readonly ILogger _logger;
    private readonly Dictionary<(string CallId, string LocalTag), SipCall> _calls = [];
    private readonly RequestRouter _router;
    private readonly string[] _supported;
    private long _dropped;
    private int _dialogs;
    private int _callCount;

    public UserAgent(TransportSet transports, SipEndpointOptions options, TimeProvider time, ILogger logger)
    {
        (_transports, Options, _logger) = (transports, options, logger);
        Dispatcher = new(time, logger);
        Ids = new(options.Random);
        _supported = [.. options.ReliableProvisionals == SipReliability.Off ? Array.Empty<string>() : [SipOptionTags.Reliable], SipOptionTags.Replaces, SipOptionTags.Timer];
        Incoming = Channel.CreateBounded<IncomingCall>(options.IncomingCallBacklog);
        _router = new(this);
        LargeRequests = new(transports, Schedule);
    }

    public SipEndpointOptions Options { get; }

    public SipDispatcher Dispatcher { get; }

    public SipIds Ids { get; }

    public TransactionTable Transactions { get; } = new();

    /// <summary>Which requests go by TCP because of their size.</summary>
    public LargeRequests LargeRequests { get; }

    /// <summary>Calls that wait for an owner. When full, a new call is refused.</summary>
    public Channel<IncomingCall> Incoming { get; }

    /// <summary>Whether new calls are refused.</summary>
    public bool IsStopping { get; set; }

    public IReadOnlyCollection<SipCall> Calls => _calls.Values;

    /// <summary>May be read from any thread.</summary>
    public int CallCount => Volatile.Read(ref _callCount);

    /// <summary>May be read from any thread.</summary>
    public int DialogCount => Volatile.Read(ref _dialogs);

    /// <summary>May be read from any thread.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public SipTimers Timers => Options.Timers;

    public TransportSet Transports => _transports;

    public bool IsReliable(IPEndPoint destination) => _transports.IsReliable(destination);

    public void Add(SipCall call)
    {
        _calls[(call.CallId, call.LocalTag)] = call;
        Volatile.Write(ref _callCount, _calls.Count);
    }

    public void Remove(SipCall call)
    {
        _calls.Remove((call.CallId, call.LocalTag));
        Volatile.Write(ref _callCount, _calls.Count);
    }

    /// <summary>The call that a request inside a dialog is for.</summary>
    public SipCall? FindCall(SipRequest request) => _calls.GetValueOrDefault((request.CallId, request.To.Tag ?? ""));

    /// <summary>The call that a Replaces header means, answered or not (RFC 3891, section 3).</summary>
    public SipCall? FindCall(SipReplaces replaces) =>
        _calls.GetValueOrDefault((replaces.CallId, replaces.ToTag)) is { } call && call.IsWith(replaces.FromTag) ? call : null;

    public void DialogAdded() => Interlocked.Increment(ref _dialogs);

    public void DialogRemoved() => Interlocked.Decrement(ref _dialogs);

    /// <summary>Counts a message that was dropped. May be called from any thread.</summary>
    public void Drop(string why, IPEndPoint remote)
    {
        Interlocked.Increment(ref _dropped);
        Log.Dropped(_logger, why, remote);
    }

    public IDisposable Schedule(TimeSpan due, Action callback) => Dispatcher.Schedule(due, callback);

    public void Terminated(SipTransaction transaction) => Transactions.Remove(transaction);

    public void Send(SipTransaction sender, ReadOnlyMemory<byte> message, IPEndPoint destination) =>
        _ = SendAsync(message, destination, sender.TransportFailed);

    /// <summary>Sends outside any transaction (the ACK of a 2xx, a stateless answer).</summary>
    public void Send(ReadOnlyMemory<byte> message, IPEndPoint destination) => _ = SendAsync(message, destination, null);

    /// <summary>Starts a client transaction: puts our Via on top and sends.</summary>
    public SipTransaction Begin(SipRequest request, IPEndPoint destination, Action<ClientResult> deliver)
    {
        Stamp(request, destination);
        SipTransaction transaction = request.Method == SipMethods.Invite
            ? new ClientInviteTransaction(this, request, destination, deliver)
            : new ClientNonInviteTransaction(this, request, destination, deliver);
        Log.Request(_logger, request.Method, request.CallId);
        Transactions.AddClient(transaction);
        ((IClientTransaction)transaction).Begin();
        return transaction;
    }

    /// <summary>Puts Via with a new branch, Max-Forwards and User-Agent on a request.</summary>
    public void Stamp(SipRequest request, IPEndPoint destination)
    {
        var headers = request.Headers;
        if (!headers.Contains(SipHeaderNames.Via))
        {
            headers.Insert(0, SipHeaderNames.Via, CreateVia(destination));
        }

        if (!headers.Contains(SipHeaderNames.MaxForwards))
        {
            headers.Insert(1, SipHeaderNames.MaxForwards, "70");
        }

        if (!headers.Contains(SipHeaderNames.UserAgent) && Options.UserAgent.Length > 0)
        {
            headers.Add(SipHeaderNames.UserAgent, Options.UserAgent);
        }
    }

    /// <summary>Our Contact as that destination reaches us.</summary>
    public string ContactFor(IPEndPoint destination)
    {
        var uri = SipUri.FromEndPoint(Options.ContactUser is { Length: > 0 } user ? user : null, AddressFor(destination));
        var protocol = _transports.ProtocolOf(destination);
        return $"<{(protocol == SipProtocols.Udp ? uri : uri with { Parameters = uri.Parameters.With("transport", protocol.ToLowerInvariant()) })}>";
    }

    /// <summary>The address that a destination reaches us under. May be called from any thread.</summary>
    public IPEndPoint AddressFor(IPEndPoint destination)
    {
        var local = _transports.LocalEndPointTo(destination);
        return Options.PublicAddress is { } seen && seen.AddressFamily == destination.AddressFamily && !Options.LocalNetworks.Any(n => n.Contains(destination.Address))
            ? new(seen.Address, seen.Port != 0 ? seen.Port : local.Port)
            : local;
    }

    /// <summary>Says in a message that may start or change a session where and with what we are reached (RFC 3261, section 13.2.1).</summary>
    public void Introduce(SipMessage message, IPEndPoint destination)
    {
        message.Headers.Add(SipHeaderNames.Contact, ContactFor(destination));
        message.Headers.Add(SipHeaderNames.Allow, Allow);
        message.Headers.Add(SipHeaderNames.Supported, string.Join(", ", _supported));
    }

    /// <summary>What a request insists on that we do not serve, for Unsupported; <see langword="null"/> when that is nothing.</summary>
    public string? FindUnsupported(SipRequest request)
    {
        if (!request.Headers.Contains(SipHeaderNames.Require))
        {
            return null;
        }

        var unknown = request.Headers.GetValues(SipHeaderNames.Require).Where(tag => !_supported.Contains(tag, StringComparer.OrdinalIgnoreCase)).ToList();
        return unknown.Count == 0 ? null : string.Join(", ", unknown);
    }

    /// <summary>Answers an OPTIONS.</summary>
    public void AnswerOptions(ServerTransaction transaction) => Answer(
        transaction, 200, (SipHeaderNames.Allow, Allow), (SipHeaderNames.Accept, AcceptedTypes), (SipHeaderNames.Supported, string.Join(", ", _supported)));

    /// <summary>Answers a request with nothing but a status and some headers.</summary>
    public void Answer(ServerTransaction transaction, int status, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var response = SipResponse.Create(transaction.Request, status, toTag: status > 100 ? Ids.NewTag() : null);
        foreach (var (name, value) in headers)
        {
            response.Headers.Add(name, value);
        }

        transaction.Respond(response);
    }

    /// <summary>Refuses a method that is not served: 405 when it is one of SIP's, else 501.</summary>
    public void RefuseMethod(ServerTransaction transaction) =>
        Answer(transaction, SipMethods.IsKnown(transaction.Request.Method) ? 405 : 501, (SipHeaderNames.Allow, Allow));

    /// <summary>Takes a message from the network.</summary>
    public void Receive(SipMessage message, IPEndPoint remote)
    {
        if (message is SipRequest request)
        {
            _router.Receive(request, remote, IsReliable(remote));
            return;
        }

        var response = (SipResponse)message;
        Log.Response(_logger, response.Status, response.CSeq.Method, response.CallId);
        if (Transactions.FindClient(response) is { } transaction)
        {
            transaction.Receive(response);
        }
        else
        {
            Drop("a response that belongs to no request of ours", remote);
        }
    }

    /// <summary>The network says that a destination does not exist: what waits for it fails at once.</summary>
    public void Unreachable(IPEndPoint destination)
    {
        if (_transports.Find(destination)?.IsBackInReach(destination) is not true)
        {
            Transactions.WaitingFor(destination).ForEach(t => t.TransportFailed());
        }
    }

    /// <summary>Answers a request that could not be read.</summary>
    public void Refuse(SipParseResult refused, IPEndPoint remote)
    {
        if (refused.Refused is { } request && Options.Guard?.MayRefuse(remote) is not false)
        {
            var response = SipResponse.Create(request, refused.ErrorStatus, refused.ErrorStatus == 400 ? refused.Error : null, Ids.NewTag());
            Send(SipWriter.ToArray(response), remote);
        }
    }

    /// <summary>The transport is gone: whatever waits for the network fails here.</summary>
    public void Close()
    {
        IsStopping = true;
        Calls.ToList().ForEach(call => call.Abort());
        Transactions.Clear();
    }

    /// <summary>Writes a whole message to the log, for who asks for it: it carries numbers and names. May be called from any thread.</summary>
    public void LogWire(string direction, IPEndPoint remote, ReadOnlySpan<byte> message)
    {
        if (_logger.IsEnabled(LogLevel.Trace))
        {
            var text = SipText.Decode(message);
            Log.Wire(_logger, direction, remote, text);
        }
    }

    /// <summary>Shows a message to whoever watches. May be called from any thread.</summary>
    public void Show(bool isSent, IPEndPoint remote, ReadOnlyMemory<byte> message) =>
        Options.Watcher?.Saw(new(isSent, _transports.Find(remote) ?? _transports.First, remote, message));

    private string CreateVia(IPEndPoint destination)
    {
        var local = AddressFor(destination);
        return $"SIP/2.0/{_transports.ProtocolOf(destination)} {SipUri.FormatHost(local.Address)}:{local.Port};branch={Ids.NewBranch()};rport";
    }

    private async Task SendAsync(ReadOnlyMemory<byte> message, IPEndPoint destination, Action? failed)
    {
        LogWire("to", destination, message.Span);
        Show(isSent: true, destination, message);
        try
        {
            await _transports.SendAsync(message, destination, CancellationToken.None);
        }
        catch (Exception error) when (error is SipException or SocketException or IOException or ObjectDisposedException)
        {
            Log.SendFailed(_logger, destination, error.Message);
            if (failed is not null)
            {
                Dispatcher.Post(failed);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Debug, Message = "Sending {Method} of call {CallId}")]
        public static partial void Request(ILogger logger, string method, string callId);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Received {Status} to {Method} of call {CallId}")]
        public static partial void Response(ILogger logger, int status, string method, string callId);

        [LoggerMessage(Level = LogLevel.Trace, Message = "{Direction} {Remote}:\n{Text}")]
        public static partial void Wire(ILogger logger, string direction, IPEndPoint remote, string text);

        [LoggerMessage(Level = LogLevel.Debug, Message = "Dropped {What} from {Remote}")]
        public static partial void Dropped(ILogger logger, string what, IPEndPoint remote);

        [LoggerMessage(Level = LogLevel.Warning, Message = "Cannot send to {Destination}: {Error}")]
        public static partial void SendFailed(ILogger logger, IPEndPoint destination, string error);
    }
}
