using FsCheck.Xunit;
using Parley.Speech.Pcm;

namespace Parley.Speech.Tests.Pcm;

public sealed class WaveStreamHeaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryReadAsync_EndlessFile_StopsAtTheFirstSample()
    {
        using var stream = new MemoryStream([.. Head(22_050), 7, 8]);

        Assert.Equal(22_050, await WaveStreamHeader.TryReadAsync(stream, Token));
        Assert.Equal(7, stream.ReadByte());
    }

    [Fact]
    public async Task TryReadAsync_ChunkOfOddLengthBeforeTheSound_IsSkippedWithItsPadding()
    {
        var head = Head(8_000);
        using var stream = new MemoryStream([.. head[..36], .. "LIST"u8, 3, 0, 0, 0, 1, 2, 3, 0, .. head[36..], 9]);

        Assert.Equal(8_000, await WaveStreamHeader.TryReadAsync(stream, Token));
        Assert.Equal(9, stream.ReadByte());
    }

    [Theory]
    [InlineData(20, 3)] // not PCM
    [InlineData(22, 2)] // stereo
    [InlineData(34, 8)] // eight bits
    [InlineData(0, 'X')] // no RIFF
    [InlineData(19, 255)] // a chunk of gigabytes
    public async Task TryReadAsync_NotPlayable_ReturnsNull(int offset, byte value)
    {
        var head = Head(22_050);
        head[offset] = value;
        using var stream = new MemoryStream(head);

        Assert.Null(await WaveStreamHeader.TryReadAsync(stream, Token));
    }

    [Property]
    public bool TryReadAsync_TornAnywhere_ReturnsNull(byte length)
    {
        var head = Head(22_050);
        using var stream = new MemoryStream(head[..(length % head.Length)]);

        return WaveStreamHeader.TryReadAsync(stream, CancellationToken.None).GetAwaiter().GetResult() is null;
    }

    private static byte[] Head(int sampleRate) =>
    [
        .. "RIFF"u8, 0x24, 0xF0, 0xFF, 0x7F, .. "WAVEfmt "u8, 16, 0, 0, 0, 1, 0, 1, 0,
        .. BitConverter.GetBytes(sampleRate), .. BitConverter.GetBytes(sampleRate * 2), 2, 0, 16, 0, .. "data"u8, 0, 0xF0, 0xFF, 0x7F,
    ];
}
