using Parley.Rtp.Packets;
using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp;

/// <summary>The sending half of a session: ticks of payload in, packets of the negotiated length out. Owned by the media thread.</summary>
internal sealed class RtpSender
{
    /// <summary>The largest payload sent, in bytes: what passes any network whole.</summary>
    private const int LargestPayload = 1280;

    private const int MostBytesPerUnit = 4;

    /// <summary>Encrypted streams begin in the lower half, lest the first packets that the far end misses hide a roll-over from it (RFC 3711, section 3.3.1).</summary>
    private const ushort FirstSequenceMask = 0x7FFF;

    private readonly IDatagramSocket _socket;
    private readonly PeerAddress _peer;
    private readonly SrtpContext _crypto;
    private readonly IRtpWatcher? _watcher;
    private readonly int _tick;
    private readonly byte[] _packet;
    private ushort _sequence;
    private uint _timestamp;
    private int _pending;
    private int _packetBytes;
    private PayloadFormat _format = PayloadFormat.Plain;
    private uint _wireOffset;
    private byte _payloadType;
    private byte? _eventPayloadType;
    private int _eventClockFactor = 1;
    private uint _segment;
    private byte? _noisePayloadType;
    private bool _startsSpurt = true;

    public RtpSender(IDatagramSocket socket, PeerAddress peer, SrtpContext crypto, int tick, Random random, TimeProvider time, IRtpWatcher? watcher = null)
    {
        SentTimes = new(time);
        _socket = socket;
        _peer = peer;
        _crypto = crypto;
        _tick = tick;
        _watcher = watcher;
        _packet = new byte[RtpHeader.Size + LargestPayload + (tick * MostBytesPerUnit)];
        _sequence = (ushort)random.Next(ushort.MaxValue + 1);
        _timestamp = (uint)random.NextInt64(uint.MaxValue + 1L);
        Ssrc = (uint)random.NextInt64(1, uint.MaxValue + 1L);
    }

    public TelephoneEventSender Digits { get; } = new();

    /// <summary>Our source; changes when the far end happens to use the same.</summary>
    public uint Ssrc { get; set; }

    /// <summary>The media time of the coming tick, as it goes on the wire.</summary>
    public uint Timestamp => ToWire(_timestamp);

    /// <summary>Units per second of the wire's timestamps.</summary>
    public int ClockRate => PayloadFormat.Clock * _format.ClockFactor;

    public long PacketsSent { get; private set; }

    public long OctetsSent { get; private set; }

    public long Failures { get; private set; }

    private bool MaySend { get; set; }

    public void Apply(NegotiatedAudio audio)
    {
        var packetTime = TimeSpan.FromTicks(Math.Clamp(audio.PacketTime.Ticks, AudioCapabilities.ShortestPacketTime.Ticks, AudioCapabilities.LongestPacketTime.Ticks));
        _pending = 0;
        GoOverTo(PayloadFormat.TryGet(audio.Codec, out var format) ? format : PayloadFormat.Plain);
        _packetBytes = Math.Min(UnitsOf(packetTime), LargestPayload / Math.Max(_format.BytesPerUnit, 1)) * _format.BytesPerUnit;
        _payloadType = audio.PayloadType;
        _eventPayloadType = audio.TelephoneEventPayloadType;
        _eventClockFactor = audio.TelephoneEventClockRate / PayloadFormat.Clock;
        _noisePayloadType = audio.ComfortNoisePayloadType;
        MaySend = (audio.Direction & MediaDirection.SendOnly) != 0;
        if (_crypto.IsOn && PacketsSent == 0)
        {
            _sequence &= FirstSequenceMask;
        }
    }

    /// <summary>When the last packets left.</summary>
    public SentTimes SentTimes { get; }

    public void Send(ReadOnlySpan<byte> payload)
    {
        if (_format.IsWhole)
        {
            SendWhole(payload);
            return;
        }

        if (payload.Length != _tick * _format.BytesPerUnit)
        {
            throw new ArgumentException($"A tick is {_tick * _format.BytesPerUnit} bytes, not {payload.Length}.", nameof(payload));
        }

        if (!Begin(out var now))
        {
            return;
        }

        payload.CopyTo(_packet.AsSpan(RtpHeader.Size + _pending));
        _pending += payload.Length;
        var first = now - (uint)((_pending - payload.Length) / _format.BytesPerUnit);
        while (_pending >= _packetBytes)
        {
            Transmit(new(_payloadType, _startsSpurt, _sequence, ToWire(first), Ssrc), _packetBytes);
            _startsSpurt = false;
            first += (uint)(_packetBytes / _format.BytesPerUnit);
            _pending -= _packetBytes;
            _packet.AsSpan(RtpHeader.Size + _packetBytes, _pending).CopyTo(_packet.AsSpan(RtpHeader.Size));
        }
    }

    /// <summary>Sends what the far end may fill a silence with, in place of a tick of sound (RFC 3389): one packet, and then nothing until there is sound again.</summary>
    /// <param name="level">How loud the noise is, in -dBov.</param>
    public void SendNoise(byte level)
    {
        if (!Begin(out var now))
        {
            return;
        }

        Interrupt();
        if (_noisePayloadType is { } payloadType)
        {
            _packet[RtpHeader.Size] = level;
            Transmit(new(payloadType, false, _sequence, ToWire(now), Ssrc), 1);
        }
    }

    public void Skip()
    {
        if (Begin(out _))
        {
            Interrupt();
        }
    }

    /// <summary>Starts a tick. Answers <see langword="false"/> when it is not for sound: digits have it, or nothing may be sent.</summary>
    private bool Begin(out uint now)
    {
        now = _timestamp;
        _timestamp += (uint)_tick;
        if (!MaySend)
        {
            Interrupt();
            return false;
        }

        if (_eventPayloadType is not { } eventPayloadType)
        {
            Digits.Abort();
            return true;
        }

        if (!Digits.Advance(now, (uint)_tick, out var digit))
        {
            return true;
        }

        Interrupt();
        if (digit is { } packet)
        {
            SendDigit(packet, eventPayloadType);
        }

        return false;
    }

    /// <summary>
    /// Sends a packet of a key, in the clock of the wire. A fast one counts beyond the duration field within a long key: that goes on as a new segment then, behind a packet with the field
    /// at its limit and without an end (RFC 4733, section 2.5.1.3).
    /// </summary>
    private void SendDigit(in TelephoneEventSender.Packet packet, byte payloadType)
    {
        var start = ToWire(packet.Timestamp);
        var held = packet.Event.Duration * (uint)_eventClockFactor;
        _segment = packet.IsFirst || _segment >= held ? 0 : _segment;
        for (; held - _segment > ushort.MaxValue; _segment += ushort.MaxValue)
        {
            Transmit(packet.Event with { IsEnd = false, Duration = ushort.MaxValue }, start + _segment, isFirst: false, payloadType);
        }

        Transmit(packet.Event with { Duration = (ushort)(held - _segment) }, start + _segment, packet.IsFirst, payloadType);
    }

    private void Transmit(in TelephoneEvent key, uint timestamp, bool isFirst, byte payloadType)
    {
        key.Write(_packet.AsSpan(RtpHeader.Size));
        Transmit(new(payloadType, isFirst, _sequence, timestamp, Ssrc), TelephoneEvent.Size);
    }

    private void Interrupt()
    {
        _pending = 0;
        _startsSpurt = true;
    }

    private void Transmit(in RtpHeader header, int payloadBytes)
    {
        _sequence++;
        header.Write(_packet);
        if (!_socket.TrySend(_crypto.Protect(_packet.AsSpan(0, RtpHeader.Size + payloadBytes)), _peer.Destination))
        {
            Failures++;
            return;
        }

        SentTimes.Add();
        PacketsSent++;
        OctetsSent += payloadBytes;
        _watcher?.Saw(new(true, KindOf(header), (ushort)_socket.LocalEndPoint.Port, _peer.Destination), _packet.AsSpan(0, RtpHeader.Size + payloadBytes));
    }

    private RtpDatagramKind KindOf(in RtpHeader header) =>
        header.PayloadType == _eventPayloadType ? RtpDatagramKind.TelephoneEvent : RtpDatagramKind.Sound;

    /// <summary>A packet of its own for every tick, as the encoder made it. Nothing is sent for nothing (a silence that the encoder leaves out).</summary>
    private void SendWhole(ReadOnlySpan<byte> payload)
    {
        if (!Begin(out var now))
        {
            return;
        }

        if (payload.IsEmpty || payload.Length > LargestPayload)
        {
            Interrupt();
            return;
        }

        payload.CopyTo(_packet.AsSpan(RtpHeader.Size));
        Transmit(new(_payloadType, _startsSpurt, _sequence, ToWire(now), Ssrc), payload.Length);
        _startsSpurt = false;
    }

    private uint ToWire(uint time) => _wireOffset + (time * (uint)_format.ClockFactor);

    /// <summary>Takes another clock from here on, without a jump.</summary>
    private void GoOverTo(PayloadFormat format)
    {
        var now = ToWire(_timestamp);
        _format = format;
        _wireOffset = now - (_timestamp * (uint)format.ClockFactor);
    }

    private static int UnitsOf(TimeSpan time) => (int)(time.Ticks * PayloadFormat.Clock / TimeSpan.TicksPerSecond);
}
