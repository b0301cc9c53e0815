using Parley.Audio.Codecs;

namespace Parley.Audio.Tests.Codecs;

public sealed class G711Tests
{
    private static readonly byte[] AllCodes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

    // G.711 table 2a/2b decoder output values, scaled to 16 bits.
    [Theory]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0x8F, 16764)]
    [InlineData(0x9F, 8316)]
    [InlineData(0xAF, 4092)]
    [InlineData(0xBF, 1980)]
    [InlineData(0xCF, 924)]
    [InlineData(0xDF, 396)]
    [InlineData(0xEF, 132)]
    [InlineData(0xFE, 8)]
    [InlineData(0x7E, -8)]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    public void DecodeMuLaw_KnownCode_GivesTableValue(byte code, int expected)
    {
        var samples = new short[1];
        G711.DecodeMuLaw([code], samples);
        Assert.Equal(expected, samples[0]);
    }

    // G.711 table 1a/1b, scaled to 16 bits; even bits inverted.
    [Theory]
    [InlineData(0xD5, 8)]
    [InlineData(0x55, -8)]
    [InlineData(0xAA, 32256)]
    [InlineData(0x2A, -32256)]
    [InlineData(0xC5, 264)]
    [InlineData(0xDA, 248)]
    [InlineData(0xF5, 528)]
    [InlineData(0x80, 5504)]
    [InlineData(0xA5, 16896)]
    public void DecodeALaw_KnownCode_GivesTableValue(byte code, int expected)
    {
        var samples = new short[1];
        G711.DecodeALaw([code], samples);
        Assert.Equal(expected, samples[0]);
    }

    // G.711 tables 5 and 6: eight samples of a 1 kHz sine at 0 dBm0, as codes.
    [Fact]
    public void Decode_ReferenceSequences_AreSinesOfOneKilohertzAtZeroDbm0()
    {
        byte[] muLaw = [0x1E, 0x0B, 0x0B, 0x1E, 0x9E, 0x8B, 0x8B, 0x9E];
        byte[] aLaw = [0x34, 0x21, 0x21, 0x34, 0xB4, 0xA1, 0xA1, 0xB4];
        var (fromMuLaw, fromALaw) = (new short[8], new short[8]);

        G711.DecodeMuLaw(muLaw, fromMuLaw);
        G711.DecodeALaw(aLaw, fromALaw);

        // A full-scale sine (-3.01 dBov) is +3.17 dBm0 in mu-law and +3.14 dBm0 in A-law.
        Assert.Equal(-3.01 - 3.17, Level.Dbov(fromMuLaw), 0.15);
        Assert.Equal(-3.01 - 3.14, Level.Dbov(fromALaw), 0.15);
    }

    [Fact]
    public void MuLaw_EveryCode_SurvivesARoundTrip()
    {
        var (samples, again) = (new short[256], new byte[256]);
        G711.DecodeMuLaw(AllCodes, samples);
        G711.EncodeMuLaw(samples, again);

        // Negative zero decodes to zero, and zero encodes as the positive one.
        Assert.All(AllCodes, code => Assert.Equal(code == 0x7F ? G711.MuLawSilence : code, again[code]));
    }

    [Fact]
    public void ALaw_EveryCode_SurvivesARoundTrip()
    {
        var (samples, again) = (new short[256], new byte[256]);
        G711.DecodeALaw(AllCodes, samples);
        G711.EncodeALaw(samples, again);
        Assert.Equal(AllCodes, again);
    }

    [Fact]
    public void Encode_EverySample_GivesTheNearestCode()
    {
        var all = Enumerable.Range(short.MinValue, 65536).Select(i => (short)i).ToArray();
        var (codes, samples) = (new byte[all.Length], new short[all.Length]);

        G711.EncodeMuLaw(all, codes);
        G711.DecodeMuLaw(codes, samples);
        // Half a step of the segment; the top one is clipped at 32,635 (its decision value), which decodes to 32,124.
        Assert.All(all.Zip(samples), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Math.Max(4, (Math.Abs((int)pair.First) + 132) / 32), $"{pair}"));

        G711.EncodeALaw(all, codes);
        G711.DecodeALaw(codes, samples);
        Assert.All(all.Zip(samples), pair => Assert.True(Math.Abs(pair.First - pair.Second) <= Math.Max(8, (Math.Abs((int)pair.First) / 32) + 1), $"{pair}"));
    }

    [Fact]
    public void Encode_ManySamplesAtOnce_GivesWhatOneAtATimeGives()
    {
        var samples = Enumerable.Range(short.MinValue, 65_536).Select(sample => (short)sample).ToArray();
        var (muLaw, aLaw) = (new byte[samples.Length], new byte[samples.Length]);
        var (oneMuLaw, oneALaw) = (new byte[samples.Length], new byte[samples.Length]);

        G711.EncodeMuLaw(samples, muLaw);
        G711.EncodeALaw(samples, aLaw);
        for (var i = 0; i < samples.Length; i++)
        {
            G711.EncodeMuLaw(samples.AsSpan(i, 1), oneMuLaw.AsSpan(i, 1));
            G711.EncodeALaw(samples.AsSpan(i, 1), oneALaw.AsSpan(i, 1));
        }

        Assert.Equal(oneMuLaw, muLaw);
        Assert.Equal(oneALaw, aLaw);
    }

    [Fact]
    public void Decode_ManyCodesAtOnce_GivesWhatOneAtATimeGives()
    {
        var codes = Enumerable.Range(0, 256).Select(code => (byte)code).ToArray();
        var (muLaw, aLaw) = (new short[codes.Length], new short[codes.Length]);
        var (oneMuLaw, oneALaw) = (new short[codes.Length], new short[codes.Length]);

        G711.DecodeMuLaw(codes, muLaw);
        G711.DecodeALaw(codes, aLaw);
        for (var i = 0; i < codes.Length; i++)
        {
            G711.DecodeMuLaw(codes.AsSpan(i, 1), oneMuLaw.AsSpan(i, 1));
            G711.DecodeALaw(codes.AsSpan(i, 1), oneALaw.AsSpan(i, 1));
        }

        Assert.Equal(oneMuLaw, muLaw);
        Assert.Equal(oneALaw, aLaw);
    }

    [Fact]
    public void Encode_Silence_GivesTheIdleCodes()
    {
        var codes = new byte[2];
        G711.EncodeMuLaw([0, 0], codes);
        Assert.All(codes, code => Assert.Equal(G711.MuLawSilence, code));
        G711.EncodeALaw([0, 0], codes);
        Assert.All(codes, code => Assert.Equal(G711.ALawSilence, code));
    }

    [Theory]
    [InlineData("PCMU")]
    [InlineData("pcmu")]
    [InlineData("PCMA")]
    public void TryGet_KnownName_GivesACodecThatKeepsSpeechAbove30Db(string name)
    {
        Assert.True(AudioCodecs.TryGet(name, out var codec));
        Assert.Equal(name, codec.Name, ignoreCase: true);
        var voice = Sound.Vowel(120, 8000, codec.SampleRate, 1600);
        var (bytes, back) = (new byte[1600], new short[1600]);

        Assert.Equal(1600, codec.Encode(voice, bytes));
        Assert.Equal(1600, codec.Decode(bytes, back));

        Assert.True(Sound.SignalToError(voice, back) > 30, $"{Sound.SignalToError(voice, back):F1} dB");
    }

    [Fact]
    public void TryGet_UnknownName_ReturnsFalse() => Assert.False(AudioCodecs.TryGet("G729", out _));

    [Fact]
    public void Decode_PayloadLongerThanRoom_FillsTheRoom()
    {
        var samples = new short[10];
        Assert.Equal(10, PcmuCodec.Instance.Decode(new byte[160], samples));
    }

    [Fact]
    public void EncodeAndDecode_OneTick_DoNotAllocate()
    {
        var (samples, bytes) = (new short[160], new byte[160]);
        Assert.Equal(0, Sound.Allocated(() =>
        {
            PcmuCodec.Instance.Encode(samples, bytes);
            PcmaCodec.Instance.Encode(samples, bytes);
            PcmuCodec.Instance.Decode(bytes, samples);
            PcmaCodec.Instance.Decode(bytes, samples);
        }));
    }
}
