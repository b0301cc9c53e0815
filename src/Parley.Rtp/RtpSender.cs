using Parley.Rtp.Packets;
using Parley.Rtp.Sdp;
using Parley.Rtp.Srtp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp;

/// <summary>The sending half of a session: ticks of payload in, packets of the negotiated length out. Owned by the media thread.</summary>
internal sealed class RtpSender
{
    /// <summary>Encrypted streams begin in the lower half, lest the first packets that the far end misses hide a roll-over from it (RFC 3711, section 3.3.1).</summary>
    private const ushort FirstSequenceMask = 0x7FFF;

    private readonly IDatagramSocket _socket;
    private readonly PeerAddress _peer;
    private readonly SrtpContext _crypto;
    private readonly int _tick;
    private readonly int _clockRate;
    private readonly byte[] _packet;
    private ushort _sequence;
    private uint _timestamp;
    private int _pending;
    private int _packetBytes;
    private byte _payloadType;
    private byte? _eventPayloadType;
    private bool _startsSpurt = true;

    public RtpSender(IDatagramSocket socket, PeerAddress peer, SrtpContext crypto, int tick, int clockRate, Random random)
    {
        _socket = socket;
        _peer = peer;
        _crypto = crypto;
        _tick = tick;
        _clockRate = clockRate;
        _packet = GC.AllocateArray<byte>(RtpHeader.Size + UnitsOf(AudioCapabilities.LongestPacketTime) + tick, pinned: true);
        _sequence = (ushort)random.Next(ushort.MaxValue + 1);
        _timestamp = (uint)random.NextInt64(uint.MaxValue + 1L);
        Ssrc = (uint)random.NextInt64(1, uint.MaxValue + 1L);
    }

    public TelephoneEventSender Digits { get; } = new();

    /// <summary>Our source; changes when the far end happens to use the same.</summary>
    public uint Ssrc { get; set; }

    /// <summary>The media time of the coming tick.</summary>
    public uint Timestamp => _timestamp;

    public long PacketsSent { get; private set; }

    public long OctetsSent { get; private set; }

    public long Failures { get; private set; }

    private bool MaySend { get; set; }

    public void Apply(NegotiatedAudio audio)
    {
        var packetTime = TimeSpan.FromTicks(Math.Clamp(audio.PacketTime.Ticks, AudioCapabilities.ShortestPacketTime.Ticks, AudioCapabilities.LongestPacketTime.Ticks));
        _pending = 0;
        _packetBytes = UnitsOf(packetTime);
        _payloadType = audio.PayloadType;
        _eventPayloadType = audio.TelephoneEventPayloadType;
        MaySend = (audio.Direction & MediaDirection.SendOnly) != 0;
        if (_crypto.IsOn && PacketsSent == 0)
        {
            _sequence &= FirstSequenceMask;
        }
    }

    public void Send(ReadOnlySpan<byte> payload)
    {
        if (payload.Length != _tick)
        {
            throw new ArgumentException($"A tick is {_tick} bytes, not {payload.Length}.", nameof(payload));
        }

        if (!Begin(out var now))
        {
            return;
        }

        payload.CopyTo(_packet.AsSpan(RtpHeader.Size + _pending));
        _pending += payload.Length;
        var first = now - (uint)(_pending - payload.Length);
        while (_pending >= _packetBytes)
        {
            Transmit(new(_payloadType, _startsSpurt, _sequence, first, Ssrc), _packetBytes);
            _startsSpurt = false;
            first += (uint)_packetBytes;
            _pending -= _packetBytes;
            _packet.AsSpan(RtpHeader.Size + _packetBytes, _pending).CopyTo(_packet.AsSpan(RtpHeader.Size));
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
            packet.Event.Write(_packet.AsSpan(RtpHeader.Size));
            Transmit(new(eventPayloadType, packet.IsFirst, _sequence, packet.Timestamp, Ssrc), TelephoneEvent.Size);
        }

        return false;
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

        PacketsSent++;
        OctetsSent += payloadBytes;
    }

    private int UnitsOf(TimeSpan time) => (int)(time.Ticks * _clockRate / TimeSpan.TicksPerSecond);
}
