using System.Threading.Channels;
using Parley.Rtp.Jitter;
using Parley.Rtp.Packets;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp;

/// <summary>The receiving half of a session: datagrams in, ticks of payload and digits out. Owned by the media thread.</summary>
internal sealed class RtpReceiver(PeerAddress peer, int tick, JitterBufferOptions options, ChannelWriter<ReceivedDigit> digits)
{
    /// <summary>No packet has come yet.</summary>
    public const long Never = -1;

    private const byte ComfortNoise = 13;
    private const int MostUnits = 960; // 120 ms, the longest packet of Opus.
    private static readonly TimeSpan QuietSource = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan QuietPlace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan TimestampTolerance = TimeSpan.FromSeconds(1);

    private readonly TelephoneEventReceiver _events = new();
    private readonly InterarrivalJitter _jitter = new(PayloadFormat.Clock);
    private readonly WireClock _wire = new();
    private readonly PayloadFormat[] _formats = new PayloadFormat[128];
    private UInt128 _audioTypes;
    private UInt128 _eventTypes;
    private uint? _candidate;
    private uint _lastTimestamp;
    private int _clockFactor = 1;
    private bool _mayReceive;

    public JitterBuffer Buffer { get; } = new(tick, options);

    public SequenceTracker Sequence { get; } = new();

    public uint? Ssrc { get; private set; }

    public TimeSpan Jitter => _jitter.Value;

    /// <summary>The jitter in units of the wire's timestamps.</summary>
    public uint JitterUnits => _jitter.Units * (uint)_clockFactor;

    /// <summary>Packets that wait whole for their decoder.</summary>
    public PacketStore Store { get; } = new();

    /// <summary>How loud the noise is that the far end wants to be heard while it says nothing, in -dBov; <see langword="null"/> while it talks.</summary>
    public byte? NoiseLevel { get; private set; }

    public long PacketsReceived { get; private set; }

    public long OctetsReceived { get; private set; }

    public long PacketsLate { get; private set; }

    public long PacketsDuplicated { get; private set; }

    public long PacketsInvalid { get; set; }

    public long PacketsForeign { get; private set; }

    /// <summary>Packets lost of sources that the current one replaced.</summary>
    public long LostBefore { get; private set; }

    /// <summary>When the first packet came, in ticks of the session's clock, or <see cref="Never"/>. Plain longs, since other threads read them.</summary>
    public long FirstAt { get; private set; } = Never;

    /// <summary>When the last packet came, likewise.</summary>
    public long LastAt { get; private set; } = Never;

    public void Apply(NegotiatedAudio audio)
    {
        _audioTypes = 0;
        foreach (var codec in audio.Receivable)
        {
            if (codec.PayloadType is < 128 and { } payloadType && PayloadFormat.TryGet(codec, out var format))
            {
                _audioTypes |= Bit(payloadType);
                _formats[payloadType] = format;
            }
        }

        _eventTypes = Bit(audio.TelephoneEventPayloadType) | Bit(audio.ReceivedTelephoneEventPayloadType);
        var mayReceive = (audio.Direction & MediaDirection.ReceiveOnly) != 0;
        if (_mayReceive && !mayReceive)
        {
            Buffer.Reset();
            Store.Clear();
            NoiseLevel = null;
        }

        _mayReceive = mayReceive;
    }

    /// <summary>Whether the last packet was comfort noise: the far end says nothing, and may send nothing until it does.</summary>
    public bool EndsInComfortNoise { get; private set; }

    /// <summary>What a datagram on the port of sound is.</summary>
    public RtpDatagramKind KindOf(ReadOnlySpan<byte> datagram) =>
        datagram.Length < RtpHeader.Size || datagram[0] >> 6 != RtpHeader.Version ? RtpDatagramKind.Other
            : (_eventTypes & Bit((byte)(datagram[1] & 0x7F))) != 0 ? RtpDatagramKind.TelephoneEvent
            : IsExpected((byte)(datagram[1] & 0x7F)) ? RtpDatagramKind.Sound
            : RtpDatagramKind.Other;

    /// <summary>Takes in a datagram.</summary>
    /// <returns>The packet's source, if it is one of the stream's: the session checks it for a collision with our own.</returns>
    public uint? Receive(ReadOnlySpan<byte> datagram, SocketEndPoint from, TimeSpan now)
    {
        if (!RtpPacket.TryParse(datagram, out var packet) || !IsExpected(packet.Header.PayloadType))
        {
            PacketsInvalid++;
            return null;
        }

        var header = packet.Header;
        if (!(peer.Accept(from, now) || (GoesOn(header, now) && peer.TryFollow(from))) || !IsCurrentSource(header.Ssrc, now))
        {
            PacketsForeign++;
            return null;
        }

        switch (Sequence.Add(header.SequenceNumber, out var sequence))
        {
            case SequenceTracker.Verdict.Rejected:
                PacketsInvalid++;
                return null;
            case SequenceTracker.Verdict.Restarted:
                Restart();
                break;
        }

        PacketsReceived++;
        OctetsReceived += packet.Payload.Length;
        FirstAt = FirstAt == Never ? now.Ticks : FirstAt;
        LastAt = now.Ticks;
        _lastTimestamp = header.Timestamp;
        EndsInComfortNoise = header.PayloadType == ComfortNoise;
        if (_mayReceive)
        {
            Deliver(header, sequence, packet.Payload, now);
        }

        return header.Ssrc;
    }

    private static UInt128 Bit(byte? payloadType) => payloadType is { } type and < 128 ? UInt128.One << type : 0;

    private bool IsExpected(byte payloadType) => payloadType == ComfortNoise || ((_audioTypes | _eventTypes) & Bit(payloadType)) != 0;

    private void Deliver(in RtpHeader header, long sequence, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        var isSound = (_audioTypes & Bit(header.PayloadType)) != 0;
        if (header.PayloadType == ComfortNoise)
        {
            NoiseLevel = payload.IsEmpty ? null : (byte)(payload[0] & 0x7F);
        }

        switch (isSound ? AddSound(header, sequence, payload, now) : Buffer.AddSilence(sequence))
        {
            case JitterBuffer.Verdict.Late:
                PacketsLate++;
                break;
            case JitterBuffer.Verdict.Duplicate:
                PacketsDuplicated++;
                Sequence.AddDuplicate();
                return;
            case JitterBuffer.Verdict.Rejected:
                PacketsInvalid++;
                break;
        }

        if ((_eventTypes & Bit(header.PayloadType)) != 0
            && TelephoneEvent.TryParse(payload, out var telephoneEvent)
            && _events.Receive(header.Timestamp, telephoneEvent) is { } digit)
        {
            digits.TryWrite(digit);
        }
    }

    private JitterBuffer.Verdict AddSound(in RtpHeader header, long sequence, ReadOnlySpan<byte> payload, TimeSpan now)
    {
        NoiseLevel = null;
        var format = _formats[header.PayloadType];
        _clockFactor = format.ClockFactor;
        var timestamp = format.IsPlain ? header.Timestamp : _wire.ToUnits(header.Timestamp, format.ClockFactor);
        _jitter.Add(now, timestamp);
        if (format.IsPlain || payload.IsEmpty)
        {
            return Buffer.Add(sequence, timestamp, header.PayloadType, payload);
        }

        var units = format.UnitsOf(payload);
        if (units is 0 or > MostUnits)
        {
            return JitterBuffer.Verdict.Rejected;
        }

        Span<byte> standIns = stackalloc byte[units];
        standIns.Fill(PacketStore.PlaceOf(sequence));
        var verdict = Buffer.Add(sequence, timestamp, header.PayloadType, standIns);
        if (verdict == JitterBuffer.Verdict.Accepted)
        {
            Store.Put(sequence, header.PayloadType, payload);
        }

        return verdict;
    }

    /// <summary>
    /// Whether a packet from another place goes on where the stream stopped, as it does when a NAT on the way forgets and binds anew: the known place has been
    /// quiet for a while, and source, sequence number and timestamp are the next ones. A live stream cannot be taken away, nor a quiet one by chance.
    /// </summary>
    private bool GoesOn(in RtpHeader header, TimeSpan now)
    {
        var quiet = now.Ticks - LastAt;
        var mostAhead = (quiet + TimestampTolerance.Ticks) * PayloadFormat.Clock * _clockFactor / TimeSpan.TicksPerSecond;
        return Ssrc == header.Ssrc && quiet >= QuietPlace.Ticks && Sequence.IsAhead(header.SequenceNumber)
            && (int)(header.Timestamp - _lastTimestamp) is >= 0 and var ahead && ahead <= mostAhead;
    }

    /// <summary>
    /// Follows a source that changes its SSRC (a transfer, a restarted peer): at once when the old one has gone quiet, else with the second
    /// packet in a row, so that a stray one does not tear the stream.
    /// </summary>
    private bool IsCurrentSource(uint ssrc, TimeSpan now)
    {
        if (Ssrc == ssrc)
        {
            _candidate = null;
            return true;
        }

        if (Ssrc is not null && _candidate != ssrc && now.Ticks - LastAt < QuietSource.Ticks)
        {
            _candidate = ssrc;
            return false;
        }

        LostBefore += Sequence.Missing;
        Ssrc = ssrc;
        _candidate = null;
        Sequence.Reset();
        Restart();
        return true;
    }

    private void Restart()
    {
        Buffer.Reset();
        Store.Clear();
        NoiseLevel = null;
        _events.Reset();
        _jitter.Restart();
    }
}
