using Parley.Audio.Codecs;
using Parley.Audio.Tones;

namespace Parley.Audio.Tests.Codecs;

public sealed class OpusTests
{
    private const int Tick = 160;

    public OpusTests() => Assert.SkipUnless(OpusCodec.IsAvailable, "libopus is not installed on this machine.");

    [Fact]
    public void EncodeAndDecode_Talk_KeepsItsLoudnessInFewBytes()
    {
        using var codec = OpusCodec.Create()!;
        var talk = Sound.Talk(3, 8000, 8000 * 4);
        var (heard, bytes) = Pass(codec, talk, _ => false);

        Assert.InRange(bytes, 4 * 500, 4 * 4000);
        Assert.Equal(Level.Dbov(talk.AsSpan(8000)), Level.Dbov(heard.AsSpan(8000)), 3.0);
    }

    [Fact]
    public void EncodeAndDecode_Tone_IsThatTone()
    {
        using var codec = OpusCodec.Create()!;
        var (heard, _) = Pass(codec, Sound.Sine(440, 10_000, 8000, 16_000), _ => false);
        var middle = heard.AsSpan(8000, 4000);

        Assert.True(Goertzel.Power(middle, 440, 8000) > 0.8 * Goertzel.MeanSquare(middle));
    }

    [Fact]
    public void Recover_EveryTenthPacketLost_IsNearerToTheTruthThanConcealing()
    {
        var talk = Sound.Talk(5, 8000, 8000 * 6);
        using var whole = OpusCodec.Create()!;
        using var recovering = OpusCodec.Create()!;
        using var concealing = OpusCodec.Create()!;
        var (truth, _) = Pass(whole, talk, _ => false);
        var (recovered, _) = Pass(recovering, talk, i => i % 10 == 5, recover: true);
        var (concealed, _) = Pass(concealing, talk, i => i % 10 == 5);

        var with = LostSignalToError(truth, recovered);
        var without = LostSignalToError(truth, concealed);

        Assert.True(with > without + 3, $"{with:F1} dB with the copies in the next packets, {without:F1} dB without.");
    }

    [Fact]
    public void Decode_AnyBytes_StaysInsideAndNeverThrows()
    {
        using var codec = OpusCodec.Create()!;
        var random = new Random(7);
        var samples = new short[OpusCodec.LongestPacket];
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(0, 200)];
            random.NextBytes(bytes);
            Assert.InRange(codec.Decode(bytes, samples), 0, samples.Length);
            Assert.InRange(codec.Recover(bytes, samples.AsSpan(0, Tick)), 0, Tick);
        }
    }

    [Fact]
    public void Codec_OneTick_DoesNotAllocate()
    {
        using var codec = OpusCodec.Create()!;
        var (samples, bytes) = (Sound.Talk(1, 8000, Tick), new byte[400]);
        Assert.Equal(0, Sound.Allocated(() => codec.Decode(bytes.AsSpan(0, codec.Encode(samples, bytes)), samples)));
    }

    private static double LostSignalToError(short[] truth, short[] heard)
    {
        var (signal, error) = (1.0, 1.0);
        for (var tick = 5; tick < truth.Length / Tick; tick += 10)
        {
            for (var i = tick * Tick; i < (tick + 1) * Tick; i++)
            {
                signal += (double)truth[i] * truth[i];
                error += Math.Pow(truth[i] - heard[i], 2);
            }
        }

        return 10 * Math.Log10(signal / error);
    }

    private static (short[] Heard, int Bytes) Pass(OpusCodec codec, short[] sound, Func<int, bool> isLost, bool recover = false)
    {
        var packets = new List<byte[]>();
        for (var at = 0; at + Tick <= sound.Length; at += Tick)
        {
            var packet = new byte[400];
            packets.Add(packet[..codec.Encode(sound.AsSpan(at, Tick), packet)]);
        }

        var heard = new short[packets.Count * Tick];
        for (var i = 0; i < packets.Count; i++)
        {
            var room = heard.AsSpan(i * Tick, Tick);
            var written = !isLost(i) ? codec.Decode(packets[i], room) : recover ? codec.Recover(packets[i + 1], room) : codec.Conceal(room);
            Assert.Equal(Tick, written);
        }

        return (heard, packets.Sum(packet => packet.Length));
    }
}
