using Parley.Audio.Codecs;
using Parley.Rtp;
using Parley.Rtp.Jitter;

namespace Parley.Telephony.Media;

/// <summary>
/// Makes sound of what a leg's jitter buffer gives, whichever codec each piece is of. Packets that come whole may sound longer than a tick: the rest of them waits here.
/// What is lost is restored from the packet behind it, or made up, where the codec can. Media thread; does not allocate.
/// </summary>
internal sealed class LegDecoder
{
    /// <summary>Lost ticks in a row that a codec makes up: it repeats itself, and that is heard.</summary>
    private const int MostMadeUp = 5;

    private const long None = -1;

    private readonly short[] _rest = new short[LegMedia.SampleRate * 120 / 1000];
    private CodecLine? _whole;
    private long _sequence = None;
    private int _at;
    private int _end;
    private int _madeUp;

    /// <summary>Decodes a frame.</summary>
    /// <param name="session">Where its packets wait.</param>
    /// <param name="codecs">What its payload type means.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="payload">What the buffer gave for it.</param>
    /// <param name="samples">One tick.</param>
    /// <returns>How many samples were written, from the tick's beginning.</returns>
    public int Decode(RtpSession session, CodecMap codecs, in JitterFrame frame, ReadOnlySpan<byte> payload, Span<short> samples)
    {
        _madeUp = 0;
        if (codecs.Find(frame.PayloadType) is not { } line)
        {
            return 0;
        }

        if (!line.IsWhole)
        {
            _sequence = None;
            return line.Decode(payload, samples);
        }

        _whole = line;
        var written = 0;
        while (!payload.IsEmpty && written < samples.Length)
        {
            var units = payload.IndexOfAnyExcept(payload[0]) is > 0 and var run ? run : payload.Length;
            if (!session.TryGetPacket(payload[0], out var packet))
            {
                break;
            }

            written += Play(line, packet, samples.Slice(written, Math.Min(units, samples.Length - written)));
            payload = payload[units..];
        }

        return written;
    }

    /// <summary>Restores or makes up a tick that is lost.</summary>
    /// <returns>How many samples were written: all or none.</returns>
    public int Conceal(RtpSession session, Span<short> samples)
    {
        if (_sequence == None || _whole?.Codec is not IConcealingCodec codec || _madeUp >= MostMadeUp)
        {
            return 0;
        }

        _madeUp++;
        _at = _end = 0;
        var isLost = !session.TryFindPacket(_sequence + 1, out _);
        if (!isLost || !session.TryFindPacket(_sequence + 2, out var next) || next.Payload.IsEmpty)
        {
            return codec.Conceal(samples);
        }

        _sequence++;
        return codec.Recover(next.Payload, samples);
    }

    private int Play(CodecLine line, in StoredPacket packet, Span<short> samples)
    {
        if (packet.Sequence != _sequence)
        {
            (_sequence, _at, _end) = (packet.Sequence, 0, line.Decode(packet.Payload, _rest));
        }

        var length = Math.Min(samples.Length, _end - _at);
        _rest.AsSpan(_at, length).CopyTo(samples);
        samples[length..].Clear();
        _at += length;
        return samples.Length;
    }
}
