using System.Buffers;
using System.Buffers.Binary;

namespace Parley.Audio.Wav;

/// <summary>
/// Writes a 16-bit PCM WAV file as the sound comes. The lengths in its header are brought up to date every second of sound,
/// so that after a crash the file plays up to there. Not for the media thread: it does I/O. Stops taking sound at 4 GB, the format's end.
/// </summary>
public sealed class WavWriter : IDisposable
{
    private const int HeaderLength = 44;
    private const long MostBytes = uint.MaxValue - HeaderLength;

    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly long _origin;
    private long _written;
    private long _announced;
    private bool _disposed;

    /// <summary>Begins a file.</summary>
    /// <param name="stream">Must be able to seek, as a file can.</param>
    /// <param name="sampleRate">Samples per second and channel.</param>
    /// <param name="channels">1 or 2.</param>
    /// <param name="leaveOpen">Whether the stream is left open at the end.</param>
    public WavWriter(Stream stream, int sampleRate, int channels = 1, bool leaveOpen = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(sampleRate);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(channels);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(channels, 2);
        if (!stream.CanSeek)
        {
            throw new ArgumentException("The header is written again as the file grows, so the stream must be able to seek.", nameof(stream));
        }

        (_stream, SampleRate, Channels, _leaveOpen, _origin) = (stream, sampleRate, channels, leaveOpen, stream.Position);
        WriteHeader();
    }

    /// <summary>Samples per second and channel.</summary>
    public int SampleRate { get; }

    /// <summary>1 or 2.</summary>
    public int Channels { get; }

    /// <summary>How long the sound is so far.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds((double)_written / (2 * Channels) / SampleRate);

    /// <summary>Appends sound.</summary>
    /// <param name="samples">Linear samples; with two channels they alternate, left first, and come in pairs.</param>
    /// <exception cref="IOException">The disk is full or gone. What was written before still plays.</exception>
    public void Write(ReadOnlySpan<short> samples)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (samples.Length % Channels != 0)
        {
            throw new ArgumentException("Samples of two channels come in pairs.", nameof(samples));
        }

        if (_written + (2L * samples.Length) > MostBytes)
        {
            return;
        }

        var bytes = ArrayPool<byte>.Shared.Rent(2 * samples.Length);
        try
        {
            for (var i = 0; i < samples.Length; i++)
            {
                BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2 * i), samples[i]);
            }

            _stream.Write(bytes, 0, 2 * samples.Length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _written += 2L * samples.Length;
        if (_written - _announced >= 2L * Channels * SampleRate)
        {
            RefreshHeader();
        }
    }

    /// <summary>Brings the header up to date and hands everything to the operating system.</summary>
    public void Flush()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        RefreshHeader();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        try
        {
            RefreshHeader();
        }
        finally
        {
            if (!_leaveOpen)
            {
                _stream.Dispose();
            }
        }
    }

    private void RefreshHeader()
    {
        _stream.Flush();    // sound first: the header never announces what is not there
        _stream.Position = _origin;
        WriteHeader();
        _stream.Position = _origin + HeaderLength + _written;
        _announced = _written;
    }

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        "RIFF"u8.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], (uint)(HeaderLength - 8 + _written));
        "WAVEfmt "u8.CopyTo(header[8..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], 16);
        BinaryPrimitives.WriteUInt16LittleEndian(header[20..], 1);
        BinaryPrimitives.WriteUInt16LittleEndian(header[22..], (ushort)Channels);
        BinaryPrimitives.WriteUInt32LittleEndian(header[24..], (uint)SampleRate);
        BinaryPrimitives.WriteUInt32LittleEndian(header[28..], (uint)(SampleRate * Channels * 2));
        BinaryPrimitives.WriteUInt16LittleEndian(header[32..], (ushort)(Channels * 2));
        BinaryPrimitives.WriteUInt16LittleEndian(header[34..], 16);
        "data"u8.CopyTo(header[36..]);
        BinaryPrimitives.WriteUInt32LittleEndian(header[40..], (uint)_written);
        _stream.Write(header);
        _stream.Flush();
    }
}
