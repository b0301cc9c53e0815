using Parley.Audio.Codecs;

namespace Parley.Audio.Tests.Codecs;

public sealed class L16Tests
{
    [Theory]
    [InlineData(8000)]
    [InlineData(16_000)]
    public void EncodeAndDecode_AnySound_IsTheSame(int rate)
    {
        Assert.True(AudioCodecs.TryCreate("l16", rate, 1, out var codec));
        var sound = Sound.Noise(1, 32_000, rate / 50);
        var bytes = new byte[rate / 25];
        var heard = new short[sound.Length];

        Assert.Equal(bytes.Length, codec.Encode(sound, bytes));
        Assert.Equal(sound.Length, codec.Decode(bytes, heard));

        Assert.Equal(sound, heard);
        Assert.Equal((rate, rate), (codec.SampleRate, codec.ClockRate));
    }

    [Fact]
    public void Encode_HighByteFirst() // RFC 3551, section 4.5.11.
    {
        var bytes = new byte[4];
        new L16Codec(8000).Encode([0x0102, -2], bytes);
        Assert.Equal([0x01, 0x02, 0xFF, 0xFE], bytes);
    }

    [Fact]
    public void Decode_OddBytesOrTooMany_StaysInside()
    {
        var samples = new short[3];
        Assert.Equal(1, new L16Codec(8000).Decode([1, 2, 3], samples));
        Assert.Equal(3, new L16Codec(8000).Decode(new byte[100], samples));
    }

    [Theory]
    [InlineData("L16", 44_100, 1)]
    [InlineData("L16", 8000, 2)]
    [InlineData("PCMU", 16_000, 1)]
    [InlineData("opus", 48_000, 1)]
    [InlineData("G729", 8000, 1)]
    public void TryCreate_OfNoCodecOfOurs_ReturnsFalse(string name, int clock, int channels) =>
        Assert.False(AudioCodecs.TryCreate(name, clock, channels, out _));
}
