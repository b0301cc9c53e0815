using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using Parley.Rtp;
using Parley.Rtp.Transport;
using Parley.Sip.Transport;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Capture;

/// <summary>A SIP message on its way to the file, secrets and all: they are taken out by the writer, lest whoever runs SIP pays for it.</summary>
internal sealed record CapturedMessage(DateTimeOffset At, bool IsSent, ISipTransport Transport, IPEndPoint Remote, byte[] Bytes);

/// <summary>
/// The capture of one leg. The media thread puts datagrams into a ring, whoever runs SIP puts messages into a queue, both bounded; one writer takes from both. What does not fit is
/// dropped and counted, and when the disk refuses, the capture ends and the call does not know.
/// </summary>
internal sealed class CallCapture(CallCaptures captures, CallLeg leg, string path) : IRtpWatcher
{
    private const int RingSize = 128 * 1024;
    private const int MostWaitingMessages = 500;
    private const int MostWaitingBytes = 2 * 1024 * 1024;
    private const int LargestDatagram = 2048;
    private const byte ComfortNoise = 13; // RFC 3389

    private readonly Lock _gate = new();
    private readonly Queue<CapturedMessage> _messages = new();
    private readonly List<string> _callIds = [];
    private readonly CallLadder _ladder = new();
    private MediaRing? _ring;
    private SocketEndPoint _local;
    private SocketEndPoint _remote;
    private string _protocol = "";
    private FileStream? _file;
    private long _length;
    private long _sip;
    private int _waitingBytes;
    private long _dropped;
    private int _drawn = -1;
    private volatile bool _failed;
    private volatile CallOutcome? _outcome;

    /// <summary>Where its files are, without their endings.</summary>
    public string Path => path;

    /// <summary>Packets and messages that were dropped.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    /// <summary>When the call was over, if it is.</summary>
    public DateTimeOffset? EndedAt => _outcome?.EndedAt;

    /// <summary>The Call-IDs that it follows.</summary>
    public IReadOnlyList<string> CallIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _callIds];
            }
        }
    }

    private CallCaptureOptions Options => captures.Options;

    /// <summary>Takes in, from now on, what has that Call-ID, and what is still known of it from before.</summary>
    public void Follow(string callId)
    {
        lock (_gate)
        {
            if (_callIds.Contains(callId))
            {
                return;
            }

            _callIds.Add(callId);
        }

        captures.Register(callId, this);
    }

    /// <summary>The call is over; some messages may still come.</summary>
    public void End(CallOutcome outcome) => _outcome = outcome;

    /// <summary>Any thread: takes a message.</summary>
    public void Add(CapturedMessage message)
    {
        lock (_gate)
        {
            if (_failed || _messages.Count >= MostWaitingMessages || _waitingBytes + message.Bytes.Length > MostWaitingBytes)
            {
                Interlocked.Increment(ref _dropped);
                return;
            }

            _messages.Enqueue(message);
            _waitingBytes += message.Bytes.Length;
        }
    }

    /// <inheritdoc/>
    public void Saw(in RtpSighting what, ReadOnlySpan<byte> datagram)
    {
        if (_failed)
        {
            return;
        }

        var ring = _ring ??= new(RingSize); // Once for a call, and only for one that is captured.
        datagram = datagram[..Math.Min(datagram.Length, LargestDatagram)];
        scoped var kept = datagram[..MediaTrim.Length(what.Kind, datagram, Options)];
        var hides = what.Kind == RtpDatagramKind.TelephoneEvent && !Options.KeepsKeys && MediaTrim.HeaderLength(kept) is var key && key < kept.Length;
        Span<byte> changed = stackalloc byte[hides ? kept.Length : 0];
        if (hides)
        {
            kept.CopyTo(changed);
            changed[MediaTrim.HeaderLength(kept)] = MediaTrim.HiddenKey;
            kept = changed;
        }

        if (!ring.TryWrite(new(captures.Time.GetUtcNow().UtcTicks, what, (ushort)kept.Length, (ushort)datagram.Length), kept))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writer: puts into the files what has come.</summary>
    /// <param name="output">Scratch; empty before and behind.</param>
    /// <param name="closes">Whether nothing will come any more.</param>
    public void Write(ArrayBufferWriter<byte> output, bool closes)
    {
        if (_failed)
        {
            return;
        }

        try
        {
            Collect(output);
            Append(output);
            var isOver = closes || _outcome is not null;
            if (isOver && _drawn != _ladder.Version)
            {
                _drawn = _ladder.Version;
                Draw();
            }

            if (isOver)
            {
                _file?.Dispose(); // Opened again for what comes late: calls that ended hold no file open, and no ring, since their media is closed.
                (_file, _ring) = (null, null);
            }
        }
#pragma warning disable CA1031 // Whatever broke, the other captures go on, and so does the call.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
        }
        finally
        {
            output.ResetWrittenCount();
        }
    }

    /// <summary>Both queues, in the order of time.</summary>
    private void Collect(ArrayBufferWriter<byte> output)
    {
        Span<byte> buffer = stackalloc byte[LargestDatagram];
        while (true)
        {
            CapturedMessage? message;
            lock (_gate)
            {
                _messages.TryPeek(out message);
            }

            MediaRecord record = default;
            if (Volatile.Read(ref _ring) is { } ring && ring.TryPeek(out record) && (message is null || record.Ticks < message.At.UtcTicks))
            {
                Put(output, record, ring.Take(record, buffer));
            }
            else if (message is not null)
            {
                lock (_gate)
                {
                    _waitingBytes -= _messages.Dequeue().Bytes.Length;
                }

                Put(output, message);
            }
            else
            {
                return;
            }
        }
    }

    private void Put(ArrayBufferWriter<byte> output, CapturedMessage message)
    {
        var (local, remote) = (SocketEndPoint.From(message.Transport.GetLocalEndPoint(message.Remote)), SocketEndPoint.From(message.Remote));
        if (_local.IsEmpty)
        {
            (_local, _remote, _protocol) = (local, remote, message.Transport.Protocol);
        }

        if (_sip + message.Bytes.Length > Options.LargestSip)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        _sip += message.Bytes.Length;
        var (from, to) = message.IsSent ? (local, remote) : (remote, local);
        var redacted = SipRedaction.Redact(message.Bytes, Options.KeepsKeys);
        PcapFormat.WritePacket(output, message.At, from, to, redacted, redacted.Length);
        var elsewhere = remote.Equals(_remote) ? "" : $"{(message.IsSent ? "to" : "from")} {remote}";
        _ladder.Add(message.At, message.IsSent, redacted, elsewhere);
    }

    private void Put(ArrayBufferWriter<byte> output, in MediaRecord record, ReadOnlySpan<byte> kept)
    {
        _ladder.Add(record, kept);
        if (_length + output.WrittenCount > Options.LargestFile)
        {
            Interlocked.Increment(ref _dropped);
            return;
        }

        // Bound to every address, we are at the one that SIP uses towards them.
        var bound = SocketEndPoint.From(leg.Media.Ports.LocalEndPoint);
        var address = bound.IsUnspecified && _local.IsIPv4 == record.What.Remote.IsIPv4 ? _local : bound;
        var local = new SocketEndPoint(address.Address, address.ScopeId, record.What.LocalPort);
        var (from, to) = record.What.IsSent ? (local, record.What.Remote) : (record.What.Remote, local);
        PcapFormat.WritePacket(output, record.At, from, to, kept, record.Whole);
    }

    /// <summary>Whole packets at once, straight to the system: whenever the process dies, the file ends behind a packet.</summary>
    private void Append(ArrayBufferWriter<byte> output)
    {
        if (output.WrittenCount == 0)
        {
            return;
        }

        if (_file is null)
        {
            _file = captures.Files.Open(path + ".pcap", isNew: _length == 0);
            if (_length == 0)
            {
                var header = new ArrayBufferWriter<byte>(PcapFormat.HeaderSize);
                PcapFormat.WriteHeader(header);
                _file.Write(header.WrittenSpan);
                _length = header.WrittenCount;
            }
        }

        _file.Write(output.WrittenSpan);
        _length += output.WrittenCount;
    }

    private void Draw()
    {
        var lines = new List<string> { $"Leg {leg.Id}, Call-ID {string.Join(", ", CallIds)}" };
        if (_ladder.Rungs is [{ At: var start }, ..])
        {
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"Began {start.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} UTC, SIP over {_protocol}"));
        }

        if (_outcome is { } outcome)
        {
            var status = outcome.SipStatus is { } code ? $", SIP {code} {outcome.SipReason}" : "";
            lines.Add($"Ended: {outcome.Ending} by {outcome.HungUpBy}{status}{(outcome.Cause is { } cause ? $", Q.850 cause {cause}" : "")}");
        }

        lines = [.. lines.Select(SipRedaction.RedactText)];
        var title = leg.Direction == CallDirection.Outgoing ? $"Call to {leg.To}{From}" : $"Call from {leg.From} to {leg.To}";
        var svg = LadderSvg.Of(new(SipRedaction.RedactText(title), lines, Show(_local), Show(_remote)) { CodecOf = CodecOf }, _ladder, Dropped);
        captures.Files.Replace(path + ".svg", Encoding.UTF8.GetBytes(svg));
    }

    private string? CodecOf(byte payloadType) => leg.Media.Session?.Audio is not { } audio ? null
        : audio.PayloadType == payloadType ? audio.Encoding
        : payloadType == ComfortNoise ? "comfort noise"
        : audio.FindReceivable(payloadType)?.Name;

    private string From => leg.From.Length == 0 ? "" : $" from {leg.From}";

    private static string Show(SocketEndPoint place) => place.IsEmpty ? "" : place.ToIPEndPoint().ToString();

    /// <summary>The disk is full, say: what is there stays, up to the last whole packet.</summary>
    private void Fail(Exception error)
    {
        _failed = true;
        captures.Warn(leg.Id, error);
        lock (_gate)
        {
            _messages.Clear();
            _waitingBytes = 0;
        }

        try
        {
            _file?.SetLength(_length);
            _file?.Dispose();
        }
        catch (Exception further) when (further is IOException or NotSupportedException or UnauthorizedAccessException)
        {
            // Nothing more can be done for it.
        }

        _file = null;
    }
}
