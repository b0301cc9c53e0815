using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Parley.Rtp;

namespace Parley.Telephony.Capture;

/// <summary>A datagram on its way from the media thread to the file.</summary>
/// <param name="Ticks">When it was seen, in ticks of UTC.</param>
/// <param name="What">What it is.</param>
/// <param name="Kept">The bytes of it that are kept.</param>
/// <param name="Whole">The bytes that it had.</param>
internal readonly record struct MediaRecord(long Ticks, RtpSighting What, ushort Kept, ushort Whole)
{
    public DateTimeOffset At => new(Ticks, TimeSpan.Zero);
}

/// <summary>Datagrams from the media thread, which never waits, to the one that writes files. What does not fit is not taken.</summary>
internal sealed class MediaRing(int size)
{
    private readonly byte[] _bytes = new byte[size];
    private long _written;
    private long _taken;

    private static int HeaderSize => Unsafe.SizeOf<MediaRecord>();

    /// <summary>Media thread: puts a datagram in. <see langword="false"/> when there is no room.</summary>
    public bool TryWrite(in MediaRecord record, ReadOnlySpan<byte> kept)
    {
        if (_written - Volatile.Read(ref _taken) + HeaderSize + kept.Length > _bytes.Length)
        {
            return false;
        }

        Put(_written, MemoryMarshal.AsBytes(new ReadOnlySpan<MediaRecord>(in record)));
        Put(_written + HeaderSize, kept);
        Volatile.Write(ref _written, _written + HeaderSize + kept.Length);
        return true;
    }

    /// <summary>Writer: looks at the next one.</summary>
    public bool TryPeek(out MediaRecord record)
    {
        record = default;
        if (Volatile.Read(ref _written) == _taken)
        {
            return false;
        }

        Get(_taken, MemoryMarshal.AsBytes(new Span<MediaRecord>(ref record)));
        return true;
    }

    /// <summary>Writer: takes the one that was looked at.</summary>
    public ReadOnlySpan<byte> Take(in MediaRecord record, Span<byte> buffer)
    {
        Get(_taken + HeaderSize, buffer[..record.Kept]);
        Volatile.Write(ref _taken, _taken + HeaderSize + record.Kept);
        return buffer[..record.Kept];
    }

    private void Put(long at, ReadOnlySpan<byte> bytes)
    {
        var place = _bytes.AsSpan((int)(at % _bytes.Length));
        var first = Math.Min(bytes.Length, place.Length);
        bytes[..first].CopyTo(place);
        bytes[first..].CopyTo(_bytes);
    }

    private void Get(long at, Span<byte> bytes)
    {
        var place = _bytes.AsSpan((int)(at % _bytes.Length));
        var first = Math.Min(bytes.Length, place.Length);
        place[..first].CopyTo(bytes);
        _bytes.AsSpan(0, bytes.Length - first).CopyTo(bytes[first..]);
    }
}
