using System.Buffers.Binary;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Dialin;

namespace Parley.Server.Tests.Dialin;

/// <summary>What waiting callers hear.</summary>
public sealed class HoldMusicTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Samples_BuiltIn_AreLoudEnoughAndNeverClipped()
    {
        var music = new HoldMusic(Options.Create(new ParleyOptions())).Samples;

        Assert.Equal(8 * 8 * 0.4, (double)music.Length / HoldMusic.SampleRate, 3);
        Assert.InRange(music.Max(sample => Math.Abs((int)sample)), 4000, 20_000);
        foreach (var second in music.Chunk(HoldMusic.SampleRate).Where(chunk => chunk.Length == HoldMusic.SampleRate))
        {
            Assert.InRange(Math.Sqrt(second.Average(sample => (double)sample * sample)), 500, 8000);
        }

        Assert.True(Math.Abs(music[^1] - music[0]) < 1000);   // Begins anew without a click.
    }

    [Theory]
    [InlineData(8000)]
    [InlineData(16000)]
    [InlineData(22050)]
    [InlineData(44100)]
    [InlineData(48000)]
    public void Samples_OfAFile_AreAsLongAndAsHigh(int rate)
    {
        var file = Write("music.wav", Wav(rate, 1, [.. Enumerable.Range(0, rate * 2).Select(i => (short)(8000 * Math.Sin(2 * Math.PI * 440 * i / rate)))]));
        var options = new ParleyOptions();
        options.Dialin.HoldMusic = file;

        var music = new HoldMusic(Options.Create(options)).Samples;

        Assert.InRange(music.Length, 15_900, 16_100);
        var crossings = music.Zip(music.Skip(1)).Count(pair => pair.First < 0 && pair.Second >= 0);
        Assert.InRange(crossings, 875, 885);   // 440 a second.
    }

    [Theory]
    [InlineData("music.mp3", "no decoder for MP3")]
    [InlineData("music.wav", "Not a WAV file")]
    [InlineData("stereo.wav", "mono")]
    [InlineData("missing.wav", "missing.wav")]
    public async Task Start_FileThatCannotBePlayed_SaysSo(string name, string text)
    {
        var path = name switch
        {
            "missing.wav" => Path.Combine(Path.GetTempPath(), "missing.wav"),
            "stereo.wav" => Write(name, Wav(8000, 2, new short[800])),
            _ => Write(name, "ID3 this is no sound at all"u8.ToArray()),
        };

        var fault = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(_folder, ("Dialin:HoldMusic", path)));

        Assert.Contains("Parley:Dialin:HoldMusic", fault.Message, StringComparison.Ordinal);
        Assert.Contains(text, fault.Message, StringComparison.OrdinalIgnoreCase);
    }

    private string Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder.Path, name);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static byte[] Wav(int rate, short channels, short[] samples)
    {
        var bytes = new byte[44 + (samples.Length * 2)];
        Encoding.ASCII.GetBytes("RIFF").CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), bytes.Length - 8);
        Encoding.ASCII.GetBytes("WAVEfmt ").CopyTo(bytes, 8);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), 16);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(20), 1);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(22), channels);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(24), rate);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(28), rate * channels * 2);
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(32), (short)(channels * 2));
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(34), 16);
        Encoding.ASCII.GetBytes("data").CopyTo(bytes, 36);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), samples.Length * 2);
        for (var i = 0; i < samples.Length; i++)
        {
            BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(44 + (i * 2)), samples[i]);
        }

        return bytes;
    }
}
