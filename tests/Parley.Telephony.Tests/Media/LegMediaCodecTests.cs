using System.Net;
using Microsoft.Extensions.Time.Testing;
using Parley.Audio;
using Parley.Audio.Codecs;
using Parley.Audio.Tones;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;
using Parley.Telephony.Media;
using Parley.Telephony.Tests.Network;

namespace Parley.Telephony.Tests.Media;

/// <summary>Every codec between two legs, on a network that can lose packets.</summary>
public sealed class LegMediaCodecTests : IDisposable
{
    private const int Tick = 160;

    private static readonly Dictionary<string, CodecDescription> Codecs = new()
    {
        ["PCMU"] = CodecDescription.Pcmu,
        ["PCMA"] = CodecDescription.Pcma,
        ["G722"] = CodecDescription.G722,
        ["L16/8000"] = CodecDescription.L16 with { PayloadType = 100 },
        ["L16/16000"] = CodecDescription.L16Wide with { PayloadType = 102 },
        ["OPUS"] = CodecDescription.Opus with { PayloadType = 111 },
    };

    private readonly FakeTimeProvider _time = new();
    private readonly MemoryDatagrams _network = new();
    private readonly RtpPortPool _pool;
    private readonly List<LegMedia> _legs = [];

    public LegMediaCodecTests() => _pool = new(_network, IPAddress.Parse("10.0.0.1"), new(30000, 30039));

    public static TheoryData<string, int> CodecsAndPacketTimes
    {
        get
        {
            var all = new TheoryData<string, int>();
            foreach (var name in Codecs.Keys)
            {
                foreach (var milliseconds in new[] { 10, 20, 30, 40, 60 })
                {
                    all.Add(name, milliseconds);
                }
            }

            return all;
        }
    }

    public void Dispose() => _legs.ForEach(leg => leg.Dispose());

    [Theory]
    [MemberData(nameof(CodecsAndPacketTimes))]
    public void ReadAndWrite_Tone_IsHeardWholeOnTheOtherSide(string name, int milliseconds)
    {
        SkipWithout(name);
        var (here, there) = Pair(name, milliseconds);

        var (heard, loss) = Talk(here, there, 150);

        Assert.Equal(0, loss);
        var middle = heard.AsSpan(60 * Tick, 80 * Tick);
        Assert.True(Goertzel.Power(middle, 1000, 8000) > 0.9 * Goertzel.MeanSquare(middle), "It is not the tone.");
        Assert.Equal(Level.Dbov(Tone(0)), Level.Dbov(middle), 1.5);
        Assert.Equal(0, there.Statistics!.PacketsInvalid + there.Statistics.PacketsLost + there.Statistics.PacketsLate);
    }

    [Theory]
    [InlineData("PCMU", "OPUS")]
    [InlineData("OPUS", "G722")]
    [InlineData("L16/16000", "PCMA")]
    [InlineData("G722", "L16/8000")]
    [InlineData("OPUS", "L16/16000")]
    public void Update_OtherCodecInMidCall_SoundGoesOn(string first, string second)
    {
        SkipWithout(first);
        SkipWithout(second);
        var (here, there) = Pair(first, 20);
        Talk(here, there, 50);

        there.Update(Audio(second, here, 20) with { Receivable = [Codecs[first], Codecs[second]] });
        here.Update(Audio(second, there, 20));
        var (heard, _) = Talk(here, there, 80);

        var after = heard.AsSpan(40 * Tick, 40 * Tick);
        Assert.True(Goertzel.Power(after, 1000, 8000) > 0.9 * Goertzel.MeanSquare(after));
        Assert.Equal(0, there.Statistics!.PacketsInvalid);
    }

    /// <summary>The same call twice, once with every tenth packet lost: what was lost comes out much as if it had not been.</summary>
    [Fact]
    public void Read_OpusWithLoss_IsRestoredFromTheNextPackets()
    {
        SkipWithout("OPUS");
        var (here, there) = Pair("OPUS", 20);
        var (whole, _) = Talk(here, there, 240, Voice);
        var count = 0;
        _network.Loses = packet => packet.Length > 12 && (packet.Span[1] & 0x7F) == 111 && ++count % 10 == 0;
        var (from, to) = Pair("OPUS", 20);

        var (heard, loss) = Talk(from, to, 240, Voice);

        Assert.Equal(24, loss, 1.0);
        var (signal, error) = (0.0, 0.0);
        for (var i = 20 * Tick; i < heard.Length; i++)
        {
            signal += (double)whole[i] * whole[i];
            error += Math.Pow(whole[i] - heard[i], 2);
        }

        Assert.True(10 * Math.Log10(signal / error) > 20, $"{10 * Math.Log10(signal / error):F1} dB");
    }

    [Fact]
    public void Read_ComfortNoise_IsHeardAsLoudAsAskedUntilSoundComesBack()
    {
        var (here, there) = Pair("PCMU", 20);
        Talk(here, there, 20);
        for (var i = 0; i < 50; i++)
        {
            here.Session!.SendNoise(50);
            var frame = Read(there);
            if (i > 20)
            {
                Assert.Equal(-50, Level.Dbov(frame), 3.0);
            }
        }

        var (heard, _) = Talk(here, there, 40);
        Assert.True(Level.Dbov(heard.AsSpan(20 * Tick)) > -20);
    }

    [Fact]
    public void Write_SilenceWhereComfortNoiseIsAgreedOn_SendsAlmostNothing()
    {
        var (here, there) = Pair("PCMU", 20);
        Talk(here, there, 50);
        var before = here.Statistics!.PacketsSent;
        for (var i = 0; i < 200; i++)
        {
            here.Write(new short[Tick]);
            Read(there);
        }

        Assert.InRange(here.Statistics.PacketsSent - before, 12, 25);
        Assert.Equal(0, there.Statistics!.PacketsLost + there.Statistics.PacketsInvalid);
        var (heard, _) = Talk(here, there, 50);
        Assert.True(Level.Dbov(heard.AsSpan(20 * Tick)) > -20);
    }

    [Theory]
    [InlineData("G722")]
    [InlineData("L16/16000")]
    [InlineData("OPUS")]
    public void ReadAndWrite_SteadyState_AllocatesNothing(string name)
    {
        SkipWithout(name);
        var (here, there) = Pair(name, 20);
        var (said, heard) = (Tone(0), new short[Tick]);
        Talk(here, there, 200);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
        {
            here.Write(said);
            there.Read(heard);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void SkipWithout(string name) =>
        Assert.SkipUnless(name != "OPUS" || OpusCodec.IsAvailable, "libopus is not installed on this machine.");

    private static short[] Tone(int tick) =>
        [.. Enumerable.Range(tick * Tick, Tick).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * 1000 * i / 8000)))];

    private static NegotiatedAudio Audio(string codec, LegMedia remote, int milliseconds)
    {
        var address = remote.Ports.LocalEndPoint;
        return new(address, new(address.Address, address.Port + 1), Codecs[codec], MediaDirection.SendReceive, TimeSpan.FromMilliseconds(milliseconds))
        {
            ComfortNoisePayloadType = 13,
        };
    }

    /// <summary>A voice that glides, and comes and goes as syllables do.</summary>
    private static short[] Voice(int tick) =>
        [.. Enumerable.Range(tick * Tick, Tick).Select(i => (short)Enumerable.Range(1, 12).Sum(k =>
            3500 * Math.Abs(Math.Sin(i / 1100.0)) * Math.Exp(-Math.Pow(((k * 120) - 600) / 400.0, 2)) * Math.Sin(k * ((2 * Math.PI * 120 * i / 8000) + (2 * Math.Sin(i / 3000.0))))))];

    private (short[] Heard, long Lost) Talk(LegMedia here, LegMedia there, int ticks, Func<int, short[]>? sound = null)
    {
        var lost = there.Statistics?.PacketsLost ?? 0;
        var heard = new short[ticks * Tick];
        for (var i = 0; i < ticks; i++)
        {
            here.Write((sound ?? Tone)(i));
            Read(there).CopyTo(heard, i * Tick);
        }

        return (heard, there.Statistics!.PacketsLost - lost);
    }

    private short[] Read(LegMedia media)
    {
        var frame = new short[Tick];
        media.Read(frame);
        _time.Advance(TimeSpan.FromMilliseconds(20));
        return frame;
    }

    private (LegMedia Here, LegMedia There) Pair(string codec, int milliseconds)
    {
        var (here, there) = (Make(), Make());
        Assert.True(here.Open(Audio(codec, there, milliseconds)));
        Assert.True(there.Open(Audio(codec, here, milliseconds)));
        return (here, there);
    }

    private LegMedia Make()
    {
        Assert.True(_pool.TryRent(out var ports, out _));
        var leg = new LegMedia(ports, _time, new Random(1));
        _legs.Add(leg);
        return leg;
    }
}
