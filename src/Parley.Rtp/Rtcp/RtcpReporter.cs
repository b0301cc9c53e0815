using System.Text;
using Parley.Rtp.Packets;
using Parley.Rtp.Srtp;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Rtcp;

/// <summary>Sends our reports when they are due, and learns from the far end's. Owned by the media thread.</summary>
internal sealed class RtcpReporter
{
    /// <summary>No report has said yet.</summary>
    public const long Unknown = long.MinValue;

    private const int HeadersSize = 28; // IPv4 and UDP
    private const int MostCanonicalName = 64;
    private static readonly TimeSpan LongestRoundTrip = TimeSpan.FromSeconds(30);

    private readonly IDatagramSocket _socket;
    private readonly SrtpContext _crypto;
    private readonly RtpSender _sender;
    private readonly RtpReceiver _receiver;
    private readonly RtpClock _clock;
    private readonly int _clockRate;
    private readonly RtcpInterval _interval;
    private readonly IRtpWatcher? _watcher;
    private readonly byte[] _name;
    private readonly byte[] _buffer = new byte[256];
    private double _averageSize = 120;
    private TimeSpan _due;
    private bool _hasReported;
    private long _packetsAtReport;
    private long _packetsBeforeReport;
    private uint? _reportingSender;
    private uint _lastSenderReport;
    private TimeSpan _lastSenderReportAt;

    public RtcpReporter(
        IDatagramSocket socket, PeerAddress peer, SrtpContext crypto, RtpSender sender, RtpReceiver receiver, RtpClock clock, int clockRate, string name, Random random, IRtpWatcher? watcher = null)
    {
        _watcher = watcher;
        (_socket, Peer, _crypto, _sender, _receiver, _clock, _clockRate) = (socket, peer, crypto, sender, receiver, clock, clockRate);
        _interval = new(random, clockRate * 0.05);
        _name = Encoding.UTF8.GetBytes(name);
        if (_name.Length > MostCanonicalName)
        {
            throw new ArgumentException($"A canonical name has at most {MostCanonicalName} bytes.", nameof(name));
        }

        _due = NextInterval();
    }

    public PeerAddress Peer { get; }

    /// <summary>Last round trip in ticks of <see cref="TimeSpan"/>, or <see cref="Unknown"/>. Plain longs, since other threads read them.</summary>
    public long RoundTripTicks { get; private set; } = Unknown;

    /// <summary>The far end's jitter in timestamp units, or <see cref="Unknown"/>.</summary>
    public long RemoteJitterUnits { get; private set; } = Unknown;

    /// <summary>The far end's count of lost packets, or <see cref="Unknown"/>.</summary>
    public long RemoteLost { get; private set; } = Unknown;

    public bool RemoteSaidGoodbye { get; private set; }

    public long ReportsSent { get; private set; }

    public long ReportsReceived { get; private set; }

    /// <summary>Reads a datagram of reports; one that begins with something else is no report at all.</summary>
    /// <param name="datagram">The datagram.</param>
    /// <param name="now">The session's time.</param>
    /// <param name="isOfStream">Whether the source that we hear says it.</param>
    public bool Receive(ReadOnlySpan<byte> datagram, TimeSpan now, out bool isOfStream)
    {
        var reader = new RtcpReader(datagram);
        var any = isOfStream = false;
        while (reader.TryRead(out var packet))
        {
            any = true;
            isOfStream |= packet.TryGetSender(out var sender) && sender == _receiver.Ssrc;
            Read(packet, now);
        }

        if (any)
        {
            ReportsReceived++;
            Average(datagram.Length);
        }

        return any;
    }

    /// <summary>Sends a report when its time has come.</summary>
    public void SendIfDue(TimeSpan now)
    {
        if (now < _due)
        {
            return;
        }

        Transmit(now, goodbye: null);
        _due = now + NextInterval();
    }

    /// <summary>Says goodbye for a source, with a last report; nothing if it never said anything (RFC 3550, section 6.3.7).</summary>
    public void SayGoodbye(uint ssrc, TimeSpan now)
    {
        if (_sender.PacketsSent > 0 || _hasReported)
        {
            Transmit(now, ssrc);
        }
    }

    private void Read(in RtcpPacket packet, TimeSpan now)
    {
        if (packet.TryGetSender(out var sender) && sender == _receiver.Ssrc && packet.TryGetSenderInfo(out var info))
        {
            _reportingSender = sender;
            _lastSenderReport = NtpTime.Middle(info.NtpTime);
            _lastSenderReportAt = now;
        }

        for (var i = 0; packet.TryGetBlock(i, out var block); i++)
        {
            if (block.Ssrc == _sender.Ssrc)
            {
                Read(block, now);
            }
        }

        if (_receiver.Ssrc is { } source && packet.IsGoodbyeOf(source))
        {
            RemoteSaidGoodbye = true;
        }
    }

    private void Read(in ReportBlock block, TimeSpan now)
    {
        RemoteJitterUnits = block.Jitter;
        RemoteLost = block.CumulativeLost;
        if (block.LastSenderReport == 0)
        {
            return;
        }

        // Wraps every 18 hours, in step with the fields; nonsense comes out as something very long.
        var roundTrip = NtpTime.FromShort(NtpTime.Middle(_clock.ToNtp(now)) - block.LastSenderReport - block.DelaySinceLastSenderReport);
        if (roundTrip <= LongestRoundTrip)
        {
            RoundTripTicks = roundTrip.Ticks;
        }
    }

    private void Transmit(TimeSpan now, uint? goodbye)
    {
        var ssrc = goodbye ?? _sender.Ssrc;
        var writer = new RtcpWriter(_buffer);
        Span<ReportBlock> block = [MakeBlock(now)];
        ReadOnlySpan<ReportBlock> blocks = _receiver.Ssrc is null ? [] : block;
        if (IsSender)
        {
            var info = new SenderInfo(_clock.ToNtp(now), _sender.Timestamp, (uint)_sender.PacketsSent, (uint)_sender.OctetsSent);
            writer.WriteSenderReport(ssrc, info, blocks);
        }
        else
        {
            writer.WriteReceiverReport(ssrc, blocks);
        }

        writer.WriteSourceDescription(ssrc, _name);
        if (goodbye is { } leaving)
        {
            writer.WriteGoodbye(leaving);
        }

        if (!Peer.Destination.IsUnspecified && _socket.TrySend(_crypto.ProtectRtcp(_buffer.AsSpan(0, writer.Length)), Peer.Destination))
        {
            ReportsSent++;
            _watcher?.Saw(new(true, RtpDatagramKind.Report, (ushort)_socket.LocalEndPoint.Port, Peer.Destination), _buffer.AsSpan(0, writer.Length));
        }

        Average(writer.Length);
        _hasReported = true;
        _packetsBeforeReport = _packetsAtReport;
        _packetsAtReport = _sender.PacketsSent;
    }

    private ReportBlock MakeBlock(TimeSpan now)
    {
        var hasReport = _reportingSender is not null && _reportingSender == _receiver.Ssrc;
        return new(
            _receiver.Ssrc ?? 0,
            _receiver.Sequence.TakeFractionLost(),
            (int)Math.Clamp(_receiver.Sequence.Lost, int.MinValue, int.MaxValue),
            (uint)(_receiver.Sequence.Highest - SequenceTracker.Cycle),
            _receiver.JitterUnits,
            hasReport ? _lastSenderReport : 0,
            hasReport ? NtpTime.ToShort(now - _lastSenderReportAt) : 0);
    }

    /// <summary>Whether we sent media since the report before the last one.</summary>
    private bool IsSender => _sender.PacketsSent > _packetsBeforeReport;

    private TimeSpan NextInterval()
    {
        var senders = (IsSender ? 1 : 0) + (_receiver.PacketsReceived > 0 ? 1 : 0);
        return _interval.Next(members: 2, Math.Max(senders, 1), IsSender, _averageSize, isFirst: !_hasReported);
    }

    private void Average(int size) => _averageSize += (size + HeadersSize - _averageSize) / 16;
}
