using System.Buffers.Binary;
using FsCheck.Xunit;
using Parley.Audio.Codecs;
using Parley.Audio.Wav;

namespace Parley.Audio.Tests.Wav;

public sealed class WavFileTests
{
    private static readonly short[] Voice = Sound.Vowel(120, 8000, 8000, 1600);

    [Fact]
    public void TryRead_WhatWavWriterWrote_GivesItBack()
    {
        var file = Write(Voice);
        Assert.True(WavFile.TryRead(new MemoryStream(file), out var frame, out var error), error);
        Assert.Equal(Voice, frame.Samples.ToArray());
        Assert.Equal(8000, frame.SampleRate);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(6)]
    public void TryRead_G711_Expands(int format)
    {
        var codes = new byte[Voice.Length];
        var expected = new short[Voice.Length];
        if (format == 7)
        {
            G711.EncodeMuLaw(Voice, codes);
            G711.DecodeMuLaw(codes, expected);
        }
        else
        {
            G711.EncodeALaw(Voice, codes);
            G711.DecodeALaw(codes, expected);
        }

        Assert.True(WavFile.TryRead(new MemoryStream(Make(format, 1, 8, codes)), out var frame, out var error), error);
        Assert.Equal(expected, frame.Samples.ToArray());
    }

    [Theory]
    [InlineData(3, 1, 32, "floating-point")]
    [InlineData(1, 2, 16, "2 channels")]
    [InlineData(1, 1, 24, "24-bit")]
    [InlineData(1, 1, 8, "8-bit")]
    [InlineData(85, 1, 0, "format 85")]
    public void TryRead_FormatThatCannotBeUsed_SaysWhich(int format, int channels, int bits, string words)
    {
        Assert.False(WavFile.TryRead(new MemoryStream(Make(format, channels, bits, new byte[64])), out _, out var error));
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_Empty_SaysSo()
    {
        Assert.False(WavFile.TryRead(new MemoryStream(), out _, out var error));
        Assert.Contains("empty", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_NotRiff_SaysSo()
    {
        Assert.False(WavFile.TryRead(new MemoryStream("ID3 some other kind of file"u8.ToArray()), out _, out var error));
        Assert.Contains("Not a WAV", error, StringComparison.Ordinal);
    }

    [Fact]
    public void TryRead_CutAnywhere_IsTornOrNotWavAndSaysSo()
    {
        var file = Write(Voice);
        for (var length = 1; length < file.Length; length += 7)
        {
            Assert.False(WavFile.TryRead(new MemoryStream(file[..length]), out _, out var error), $"cut at {length}");
            Assert.Matches("Torn|Not a WAV", error);
        }
    }

    [Fact]
    public void TryRead_ChunksBeforeTheSound_AreSkipped()
    {
        var file = Write(Voice);
        byte[] extra = [.. file[..36], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. file[36..]];
        Assert.True(WavFile.TryRead(new MemoryStream(extra), out var frame, out var error), error);
        Assert.Equal(Voice, frame.Samples.ToArray());
    }

    [Fact]
    public void TryRead_StreamedWithoutLength_ReadsToTheEnd()
    {
        var file = Write(Voice);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), uint.MaxValue);
        Assert.True(WavFile.TryRead(new MemoryStream(file), out var frame, out var error), error);
        Assert.Equal(Voice, frame.Samples.ToArray());
    }

    [Property(MaxTest = 1000)]
    public void TryRead_AnyDamage_NeverThrows(int seed)
    {
        var random = new Random(seed);
        var file = Write(Voice)[..200];
        for (var i = 0; i < random.Next(1, 6); i++)
        {
            file[random.Next(60)] = (byte)random.Next(256);
        }

        var read = WavFile.TryRead(new MemoryStream(file, 0, random.Next(file.Length)), out var frame, out var error);
        Assert.Equal(read, frame is not null);
        Assert.Equal(read, error is null);
    }

    private static byte[] Write(short[] samples)
    {
        var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 8000, leaveOpen: true))
        {
            writer.Write(samples);
        }

        return stream.ToArray();
    }

    private static byte[] Make(int format, int channels, int bits, byte[] data)
    {
        var file = new byte[44 + data.Length];
        Write([]).CopyTo(file, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), (uint)(file.Length - 8));
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(20), (ushort)format);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(22), (ushort)channels);
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(34), (ushort)bits);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(40), (uint)data.Length);
        data.CopyTo(file, 44);
        return file;
    }
}
