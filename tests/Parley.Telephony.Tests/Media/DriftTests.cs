using System.Buffers.Binary;
using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Audio.Codecs;
using Parley.Rtp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Telephony.Media;
using Parley.Telephony.Tests.Network;

namespace Parley.Telephony.Tests.Media;

/// <summary>What is heard of a far end whose clock runs otherwise than ours, or whose packets come late, in bursts, in disorder or not at all.</summary>
public sealed class DriftTests
{
    private const int Tick = 160;
    private const int OneMinute = 3000;
    private const int TenMinutes = 30_000;

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryDatagrams _network = new();
    private readonly short[] _speech;
    private readonly byte[] _encoded;
    private short[] _heard = [];
    private double _deepest;

    public DriftTests()
    {
        var codec = new PcmuCodec();
        short[] minute = Speech.Make(1, OneMinute * Tick);
        short[] speech = [.. Enumerable.Repeat(minute, 11).SelectMany(samples => samples)];
        _encoded = new byte[speech.Length];
        codec.Encode(speech, _encoded);
        _speech = new short[speech.Length];
        codec.Decode(_encoded, _speech);
    }

    [Theory]
    [InlineData(200)]
    [InlineData(-200)]
    [InlineData(0)]
    public void Read_TenMinutesOfDrift_HasNoClickAndNoDelay(int partsPerMillion)
    {
        var speed = 1 + (partsPerMillion / 1e6);

        var statistics = Play(TenMinutes, packet => (packet + 0.5) / speed);

        Assert.Equal((0, 0, 0, 0), (statistics.TicksConcealed, statistics.PacketsDiscarded, statistics.PacketsLate, statistics.PacketsLost));
        Assert.InRange(_deepest, 0, 80);
        Assert.InRange(statistics.BufferDelay.TotalMilliseconds, 0, 40);
        var drift = partsPerMillion * 1e-6 * 600_000;
        Assert.InRange((statistics.TimeShortened - statistics.TimeLengthened).TotalMilliseconds, drift - 25, drift + 45); // a tick is given back at the start
        Assert.Equal(0, Clicks(speed));
    }

    [Fact]
    public void Clicks_TickCutOut_AreHeard()
    {
        // What the measure is worth: the same speech, with a tick cut out every second.
        _heard = [.. _speech[..(OneMinute * Tick)].Chunk(Tick).Where((_, i) => i % 50 != 49).SelectMany(chunk => chunk)];

        Assert.InRange(Clicks(50.0 / 49), 12, 59);
    }

    [Fact]
    public void Read_BurstsOfLoss_AreConcealedWithoutClicks()
    {
        var statistics = Play(OneMinute, packet => packet % 100 is 40 or 41 or 42 or 80 ? double.NaN : packet);

        Assert.InRange(statistics.PacketsLost, 118, 120);
        Assert.InRange(statistics.TicksConcealed, 115, 120);
        Assert.Equal((0, 0), (statistics.PacketsLate, statistics.PacketsDiscarded));
        Assert.InRange(_deepest, 0, 80);
        Assert.InRange(Clicks(1), 0, 6); // Of 60 gaps: one that swallows the change from a vowel to a hiss is heard.
    }

    [Fact]
    public void Read_PacketsInDisorder_AreHeardInOrder()
    {
        // Every tenth comes behind its successor, in the same tick or the next one.
        var statistics = Play(OneMinute, packet => packet % 10 == 5 ? packet + 1.5 : packet % 10 == 8 ? packet + 1.1 : packet);

        Assert.InRange(statistics.PacketsLost, 0, 1); // The last one comes after the end.
        Assert.Equal(0, statistics.PacketsDuplicated);
        Assert.InRange(statistics.PacketsLate + statistics.TicksConcealed, 0, 2);
        Assert.InRange(_deepest, 0, 100);
        Assert.Equal(0, Clicks(1));
    }

    [Fact]
    public void Read_Jitter_SettlesWithoutClicks()
    {
        var random = new Random(3);
        var statistics = Play(OneMinute, packet => packet + (random.NextDouble() * 3));

        Assert.InRange(statistics.PacketsLate, 0, 10);
        Assert.InRange(statistics.TicksConcealed, 0, 10);
        Assert.InRange(_deepest, 40, 160);
        Assert.True(statistics.TimeLengthened > TimeSpan.Zero);
        Assert.Equal(0, Clicks(1));
    }

    [Fact]
    public void Read_QuietAgainAfterJitter_GivesTheDelayBack()
    {
        var random = new Random(4);
        var statistics = Play(2 * OneMinute, packet => packet + (packet < 500 ? random.NextDouble() * 5 : 0.5));

        Assert.InRange(statistics.BufferDelay.TotalMilliseconds, 20, 40);
        Assert.True(statistics.TimeShortened > TimeSpan.FromMilliseconds(60), $"Shortened by {statistics.TimeShortened}.");
        Assert.Equal(0, Clicks(1));
    }

    [Fact]
    public void Read_StallsOfTheNetwork_GoOnWithoutClicks()
    {
        // All packets of half a second come at its end, once in ten seconds.
        var statistics = Play(OneMinute, packet => packet % 500 is var place and >= 300 and < 325 ? packet - place + 325 : packet);

        Assert.True(statistics.PacketsDiscarded + statistics.PacketsLate > 10);
        Assert.InRange(_deepest, 0, 240);
        Assert.InRange(Clicks(1), 0, 2);
    }

    private int Clicks(double speed) => Speech.Clicks(_speech, _heard, at => (at * speed) - (3 * Tick));

    /// <summary>Plays the speech over a line.</summary>
    /// <param name="ticks">For how long.</param>
    /// <param name="arrival">When a packet comes, in ticks; never if not a number.</param>
    private RtpStatistics Play(int ticks, Func<int, double> arrival)
    {
        var pool = new RtpPortPool(_network, IPAddress.Loopback, new(10000, 10001));
        Assert.True(pool.TryRent(out var ports, out _));
        using var there = new LegMedia(ports, _time, new Random(5));
        using var far = _network.Bind(new(IPAddress.Loopback, 20000));
        there.Open(new(far.LocalEndPoint, new(IPAddress.Loopback, 20001), CodecDescription.Pcmu, MediaDirection.SendReceive, TimeSpan.FromMilliseconds(20)));
        var due = Enumerable.Range(0, ticks + 50).Select(packet => (Packet: packet, At: arrival(packet))).Where(packet => !double.IsNaN(packet.At)).OrderBy(packet => packet.At).ToArray();
        _heard = new short[ticks * Tick];
        for (int tick = 0, sent = 0; tick < ticks; tick++)
        {
            for (; sent < due.Length && due[sent].At <= tick; sent++)
            {
                far.TrySend(Packet(due[sent].Packet), SocketEndPoint.From(ports.LocalEndPoint));
            }

            there.Read(_heard.AsSpan(tick * Tick, Tick));
            _deepest = tick % 50 == 49 ? Math.Max(_deepest, there.Statistics!.BufferDelay.TotalMilliseconds) : _deepest;
            _time.Advance(TimeSpan.FromMilliseconds(20));
        }

        return there.Statistics!;
    }

    private byte[] Packet(int number)
    {
        var packet = new byte[12 + Tick];
        packet[0] = 0x80;
        BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)number);
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(4), (uint)(number * Tick));
        BinaryPrimitives.WriteUInt32BigEndian(packet.AsSpan(8), 77);
        _encoded.AsSpan(number * Tick, Tick).CopyTo(packet.AsSpan(12));
        return packet;
    }
}
