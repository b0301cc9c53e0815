using System.Buffers.Binary;
using System.Security.Cryptography;
using Parley.Audio.Codecs;

namespace Parley.Audio.Tests.Codecs;

public sealed class G722Tests
{
    /// <summary>
    /// What an independent implementation (spandsp 0.0.6) makes of the same sound: noise, quiet noise, a square wave, full scale, silence. The digest is of every bit,
    /// so any other arithmetic than the standard's shows.
    /// </summary>
    [Fact]
    public void Encode_DifficultSound_IsBitExactWithAnIndependentImplementation()
    {
        var numbers = new Lcg(12_345);
        short[] sound =
        [
            .. numbers.Take(16_000),
            .. numbers.Take(16_000).Select(sample => (short)Math.Floor(sample / 64.0)),
            .. Enumerable.Range(0, 16_000).Select(i => (short)(i / 20 % 2 == 1 ? 12_000 : -12_000)),
            .. Enumerable.Range(0, 16_000).Select(i => i / 7 % 2 == 1 ? short.MaxValue : short.MinValue),
            .. new short[1600],
        ];
        var bytes = new byte[sound.Length / 2];

        Assert.Equal(bytes.Length, new G722Codec().Encode(sound, bytes));

        Assert.Equal("852084218a20049c8831a104868e2c3d", Convert.ToHexStringLower(bytes.AsSpan(0, 16)));
        Assert.Equal("afffdc2db8ef116469c89e9578b26a19e82cc807bfd3f09f65b61b7637d91159", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    /// <summary>Not at full scale: there the other one wraps around where the standard saturates.</summary>
    [Fact]
    public void Decode_LoudAndQuietSound_IsBitExactWithAnIndependentImplementation()
    {
        var numbers = new Lcg(12_345);
        short[] sound =
        [
            .. numbers.Take(16_000).Select(sample => (short)Math.Floor(sample / 4.0)),
            .. numbers.Take(16_000).Select(sample => (short)Math.Floor(sample / 64.0)),
            .. Enumerable.Range(0, 16_000).Select(i => (short)(i / 20 % 2 == 1 ? 6000 : -6000)),
            .. new short[1600],
        ];
        var codec = new G722Codec();
        var bytes = new byte[sound.Length / 2];
        var decoded = new short[sound.Length];
        codec.Encode(sound, bytes);

        Assert.Equal(decoded.Length, codec.Decode(bytes, decoded));

        Assert.Equal("c66f5738e5ce62e99d20babcb232342681c53b327f31986f6fc8fd8367f18cf1", Digest(decoded));
    }

    [Fact]
    public void Decode_AnyBytes_SaturatesAndStaysInside()
    {
        var random = new Random(3);
        var codec = new G722Codec();
        var samples = new short[320];
        for (var i = 0; i < 1000; i++)
        {
            var bytes = new byte[random.Next(0, 400)];
            random.NextBytes(bytes);
            Assert.Equal(2 * Math.Min(bytes.Length, 160), codec.Decode(bytes, samples));
        }
    }

    [Theory]
    [InlineData(300, 35)]
    [InlineData(1000, 35)]
    [InlineData(3000, 30)]
    [InlineData(6000, 15)]
    public void EncodeAndDecode_Tone_KeepsItsWaveform(double hz, double least) =>
        AssertClose(Sound.Sine(hz, 10_000, 16_000, 16_000), least);

    [Fact]
    public void EncodeAndDecode_Vowel_KeepsItsWaveform() => AssertClose(Sound.Vowel(120, 9000, 16_000, 16_000), 25);

    [Fact]
    public void Codec_InPieces_GivesTheSameAsAtOnce()
    {
        var sound = Sound.Noise(4, 9000, 3200);
        var whole = new byte[1600];
        new G722Codec().Encode(sound, whole);
        var codec = new G722Codec();
        var pieces = new byte[1600];
        for (var at = 0; at < 3200; at += 320)
        {
            Assert.Equal(160, codec.Encode(sound.AsSpan(at, 320), pieces.AsSpan(at / 2)));
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Codec_OneTick_DoesNotAllocate()
    {
        var codec = new G722Codec();
        var (samples, bytes) = (new short[320], new byte[160]);
        Assert.Equal(0, Sound.Allocated(() => codec.Decode(bytes.AsSpan(0, codec.Encode(samples, bytes)), samples)));
    }

    private static void AssertClose(short[] sound, double least)
    {
        const int delay = 22; // The two mirror filters.
        var codec = new G722Codec();
        var bytes = new byte[sound.Length / 2];
        codec.Encode(sound, bytes);
        var decoded = new short[sound.Length];
        codec.Decode(bytes, decoded);
        var ratio = Sound.SignalToError(sound.AsSpan(1600..^1600), decoded.AsSpan((1600 + delay)..(sound.Length - 1600 + delay)));
        Assert.True(ratio > least, $"{ratio:F1} dB");
    }

    private static string Digest(short[] samples)
    {
        var bytes = new byte[samples.Length * 2];
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
        }

        return Convert.ToHexStringLower(SHA256.HashData(bytes));
    }

    /// <summary>Numbers that any language makes the same.</summary>
    private sealed class Lcg(uint seed)
    {
        private uint _state = seed;

        public IEnumerable<short> Take(int count)
        {
            for (var i = 0; i < count; i++)
            {
                _state = ((_state * 1_103_515_245) + 12_345) & 0x7FFF_FFFF;
                yield return (short)(((_state >> 8) & 0xFFFF) - 32_768);
            }
        }
    }
}
