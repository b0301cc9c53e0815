using System.IO.Pipelines;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;

namespace Parley.Sip.Transport;

/// <summary>One TCP or TLS connection: frames what comes, queues what goes, keeps itself alive, and closes when it is of no use.</summary>
internal sealed class SipConnection
{
    private const int MostQueued = 4 * 1024 * 1024;
    private const int MostUnanswered = 64;
    private static readonly byte[] PingBytes = "\r\n\r\n"u8.ToArray();
    private static readonly byte[] PongBytes = "\r\n"u8.ToArray();

    private readonly Channel<byte[]> _outbox = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
    private readonly List<byte[]> _unanswered = [];
    private readonly StreamFramer _framer;
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly SipStreamOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<SipDatagram> _deliver;
    private long _queued;
    private long _heard;
    private long _began;
    private long _pinged;
    private bool _hasPonged;
    private bool _hasHeard;
    private int _closed;

    public SipConnection(
        ISipTransport owner, Socket socket, Stream stream, SipHop remote, bool isOurs, SipStreamOptions options, TimeProvider time, Action<SipDatagram> deliver)
    {
        (Owner, _socket, _stream, IsOurs, _options, _time, _deliver) = (owner, socket, stream, isOurs, options, time, deliver);
        Remote = new SipHop(remote.Address, remote.Port, remote.Protocol) { HostName = remote.HostName, Flow = this };
        Local = (IPEndPoint)socket.LocalEndPoint!;
        Certificate = (stream as SslStream)?.RemoteCertificate as X509Certificate2;
        _framer = new(options.MaxMessageSize);
        _heard = time.GetTimestamp();
    }

    public ISipTransport Owner { get; }

    /// <summary>The far end, with this connection as the way back.</summary>
    public SipHop Remote { get; }

    public IPEndPoint Local { get; }

    /// <summary>Whether we connected.</summary>
    public bool IsOurs { get; }

    /// <summary>What the far end showed over TLS.</summary>
    public X509Certificate2? Certificate { get; }

    public bool IsOpen => Volatile.Read(ref _closed) == 0;

    /// <summary>Whether a destination may be sent to over this connection: over TLS the certificate must be for its name, too.</summary>
    public bool Serves(SipHop destination) =>
        IsOpen && (destination.HostName is not { } name || Certificate is null || name == Remote.HostName || (IsOurs && CertificateCheck.Proves(Certificate, name)));

    /// <summary>Runs until the connection is closed by either side.</summary>
    public async Task RunAsync()
    {
        var writing = WriteAsync();
        try
        {
            await ReadAsync();
        }
        catch (Exception error) when (IsEnd(error))
        {
            // Closed by either side; whoever waits for an answer is told by the transport.
        }

        Close();
        await writing;
    }

    /// <summary>Queues a message. Returns <see langword="false"/> when the connection is closed, or the far end does not read.</summary>
    public bool TrySend(ReadOnlyMemory<byte> message)
    {
        var bytes = message.ToArray();
        lock (_unanswered)
        {
            if (!Queue(bytes))
            {
                return false;
            }

            if (IsOurs && _unanswered.Count < MostUnanswered)
            {
                _unanswered.Add(bytes);
            }

            return true;
        }
    }

    /// <summary>
    /// What was sent since the far end was last heard, when it had been heard before: a connection that was idle, and closed by the far end at the moment that we
    /// used it again. It may go out once more elsewhere, as over UDP; whoever has it already knows it by its branch.
    /// </summary>
    public IReadOnlyList<byte[]> TakeUnanswered()
    {
        lock (_unanswered)
        {
            byte[][] taken = _hasHeard ? [.. _unanswered] : [];
            _unanswered.Clear();
            return taken;
        }
    }

    /// <summary>Looks after the connection; called every few seconds.</summary>
    public void Tend()
    {
        var silence = _time.GetElapsedTime(Volatile.Read(ref _heard));
        var (began, pinged) = (Volatile.Read(ref _began), Volatile.Read(ref _pinged));
        var stuck = began != 0 && _time.GetElapsedTime(began) > _options.MessageTimeout;
        var dead = pinged != 0 && _hasPonged && _time.GetElapsedTime(pinged) > _options.PongTimeout;
        if (stuck || dead || (!IsOurs && silence > _options.IdleTimeout))
        {
            Close();
        }
        else if (IsOurs && pinged == 0 && silence > _options.KeepAliveInterval)
        {
            Volatile.Write(ref _pinged, _time.GetTimestamp());
            Queue(PingBytes);
        }
        else if (pinged != 0 && !_hasPonged && _time.GetElapsedTime(pinged) > _options.KeepAliveInterval)
        {
            Volatile.Write(ref _pinged, 0);   // One that does not know keep-alives; what was sent keeps the way open all the same.
        }
    }

    /// <summary>Sends what is queued, for as long as the token allows, and closes.</summary>
    public async Task FinishAsync(Task running, CancellationToken cancellationToken)
    {
        _outbox.Writer.TryComplete();
        await using var registration = cancellationToken.UnsafeRegister(_ => Close(), null);
        await running;
    }

    public void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) == 0)
        {
            _outbox.Writer.TryComplete();
            _stream.Dispose();
            _socket.Dispose();
        }
    }

    private static bool IsEnd(Exception error) =>
        error is IOException or SocketException or ObjectDisposedException or OperationCanceledException or InvalidOperationException;

    private async Task ReadAsync()
    {
        var reader = PipeReader.Create(_stream);
        while (true)
        {
            var result = await reader.ReadAsync();
            Hear(result.Buffer.IsEmpty);
            var buffer = result.Buffer;
            while (_framer.Take(ref buffer) is { Kind: not StreamFrameKind.Incomplete } frame)
            {
                if (!Handle(frame))
                {
                    return;
                }
            }

            Volatile.Write(ref _began, !_framer.IsInside ? 0 : _began == 0 ? _time.GetTimestamp() : _began);
            reader.AdvanceTo(buffer.Start, buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }

    private void Hear(bool nothing)
    {
        if (nothing)
        {
            return;
        }

        Volatile.Write(ref _heard, _time.GetTimestamp());
        Volatile.Write(ref _pinged, 0);
        lock (_unanswered)
        {
            _hasHeard = true;
            _unanswered.Clear();
        }
    }

    private bool Queue(byte[] bytes)
    {
        if (Interlocked.Add(ref _queued, bytes.Length) > MostQueued)
        {
            Close();
        }

        return IsOpen && _outbox.Writer.TryWrite(bytes);
    }

    private bool Handle(StreamFrame frame)
    {
        Volatile.Write(ref _began, 0);
        switch (frame.Kind)
        {
            case StreamFrameKind.Message:
                _deliver(new(frame.Bytes, Remote));
                return true;
            case StreamFrameKind.TooLarge:
                _deliver(new(frame.Bytes, Remote) { IsTooLarge = true });
                return true;
            case StreamFrameKind.Ping:
                return Queue(PongBytes);
            case StreamFrameKind.Pong:
                _hasPonged = true;
                return true;
            default:
                _deliver(new("?"u8.ToArray(), Remote));   // Counted as what it is: something that is no SIP.
                return false;
        }
    }

    private async Task WriteAsync()
    {
        var writer = PipeWriter.Create(_stream, new(leaveOpen: true));
        try
        {
            while (await _outbox.Reader.WaitToReadAsync())
            {
                while (_outbox.Reader.TryRead(out var message))
                {
                    await writer.WriteAsync(message);
                    Interlocked.Add(ref _queued, -message.Length);
                }
            }
        }
        catch (Exception error) when (IsEnd(error))
        {
            // The reading side finds the same end.
        }

        Close();
    }
}
