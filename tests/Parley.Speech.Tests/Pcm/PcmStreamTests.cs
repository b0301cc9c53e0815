using Parley.Speech.Pcm;

namespace Parley.Speech.Tests.Pcm;

public sealed class PcmStreamTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ReadFramesAsync_BytesInDribbles_YieldsWholeFramesAndTheRest()
    {
        var samples = Sound.Tone(400);
        using var stream = new DribblingStream(Sound.ToBytes(samples), atMost: 3);

        var lengths = new List<int>();
        var read = new List<short>();
        await foreach (var frame in PcmStream.ReadFramesAsync(stream, 8_000, Token))
        {
            lengths.Add(frame.Samples.Length);
            read.AddRange(frame.Samples.Span);
        }

        Assert.Equal([160, 160, 80], lengths);
        Assert.Equal(samples, read);
    }

    [Fact]
    public async Task ReadFramesAsync_HalfASampleAtTheEnd_DropsIt()
    {
        using var stream = new MemoryStream([1, 0, 2, 0, 3]);

        Assert.Equal([1, 2], await PcmStream.ReadFramesAsync(stream, 8_000, Token).ToSamplesAsync());
    }

    [Fact]
    public async Task ReadFramesAsync_EmptyStream_YieldsNothing()
    {
        using var stream = new MemoryStream();

        Assert.Empty(await PcmStream.ReadFramesAsync(stream, 8_000, Token).ToSamplesAsync());
    }

    /// <summary>A pipe that hands out a few bytes at a time.</summary>
    private sealed class DribblingStream(byte[] bytes, int atMost) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(atMost, buffer.Length)], cancellationToken);
    }
}
