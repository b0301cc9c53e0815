using System.Buffers.Binary;
using Parley.Audio.Wav;

namespace Parley.Audio.Tests.Wav;

public sealed class WavWriterTests
{
    [Fact]
    public void Write_ThenCrash_LeavesAFileThatPlaysAllButTheLastSecond()
    {
        var stream = new MemoryStream();
        var writer = new WavWriter(stream, 8000);
        for (var tick = 0; tick < 130; tick++)
        {
            writer.Write(Sound.Sine(440, 5000, 8000, 160));
        }

        // No Dispose: this is what the disk holds when the process dies.
        Assert.True(WavFile.TryRead(new MemoryStream(stream.ToArray()), out var frame, out var error), error);
        Assert.InRange(frame.Duration.TotalSeconds, 1.6, 2.6);
    }

    [Fact]
    public void New_ThenCrash_LeavesAValidEmptyFile()
    {
        var stream = new MemoryStream();
        _ = new WavWriter(stream, 8000);
        Assert.True(WavFile.TryRead(new MemoryStream(stream.ToArray()), out var frame, out var error), error);
        Assert.Equal(0, frame.Samples.Length);
    }

    [Fact]
    public void Dispose_Stereo_AnnouncesBothChannelsAndTheirBytes()
    {
        var stream = new MemoryStream();
        using (var writer = new WavWriter(stream, 16_000, channels: 2, leaveOpen: true))
        {
            writer.Write([1, 2, 3, 4, 5, 6]);
            Assert.Equal(TimeSpan.FromSeconds(3 / 16_000.0), writer.Duration);
        }

        var file = stream.ToArray();
        Assert.Equal(56, file.Length);
        Assert.Equal(48u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)));
        Assert.Equal(2, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(22)));
        Assert.Equal(64_000u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(28)));
        Assert.Equal(4, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(32)));
        Assert.Equal(12u, BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(40)));
        Assert.Equal(6, BinaryPrimitives.ReadInt16LittleEndian(file.AsSpan(54)));
    }

    [Fact]
    public void Write_HalfAPair_Throws()
    {
        using var writer = new WavWriter(new MemoryStream(), 8000, channels: 2);
        Assert.Throws<ArgumentException>(() => writer.Write([1, 2, 3]));
    }

    [Fact]
    public void New_StreamThatCannotSeek_Throws() =>
        Assert.Throws<ArgumentException>(() => new WavWriter(new System.IO.Compression.GZipStream(new MemoryStream(), System.IO.Compression.CompressionMode.Compress), 8000));

    [Fact]
    public void Write_DiskFull_ThrowsAndKeepsWhatWasWritten()
    {
        var disk = new SmallDisk(44 + 16_000);
        var writer = new WavWriter(disk, 8000);
        writer.Write(new short[8000]);

        Assert.Throws<IOException>(() => writer.Write(new short[8000]));
        writer.Dispose();

        Assert.True(WavFile.TryRead(new MemoryStream(disk.Contents), out var frame, out var error), error);
        Assert.Equal(8000, frame.Samples.Length);
    }

    private sealed class SmallDisk(int capacity) : MemoryStream
    {
        public byte[] Contents { get; private set; } = [];

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (Position + count > capacity)
            {
                throw new IOException("No space left on device");
            }

            base.Write(buffer, offset, count);
        }

        protected override void Dispose(bool disposing)
        {
            Contents = ToArray();
            base.Dispose(disposing);
        }
    }
}
