using Parley.Audio.Codecs;
using Parley.Audio.Resampling;
using Parley.Rtp;
using Parley.Rtp.Sdp;

namespace Parley.Telephony.Media;

/// <summary>A codec of one leg, with what fits its rate to the leg's. The media thread's, once it is in use.</summary>
internal sealed class CodecLine : IDisposable
{
    private const int LongestPacket = LegMedia.SampleRate * 120 / 1000;

    private readonly Resampler? _toLeg;
    private readonly Resampler? _fromLeg;
    private readonly short[] _wide;

    private CodecLine(CodecDescription description, IAudioCodec codec)
    {
        (Description, Codec, IsWhole) = (description, codec, RtpSession.IsGivenWhole(description));
        if (codec.SampleRate != LegMedia.SampleRate)
        {
            _toLeg = new(codec.SampleRate, LegMedia.SampleRate);
            _fromLeg = new(LegMedia.SampleRate, codec.SampleRate);
        }

        _wide = new short[_toLeg is null ? 0 : LongestPacket * codec.SampleRate / LegMedia.SampleRate];
    }

    public CodecDescription Description { get; }

    public IAudioCodec Codec { get; }

    /// <summary>Whether its packets come whole, rather than cut into ticks.</summary>
    public bool IsWhole { get; }

    public static CodecLine? From(CodecDescription description) =>
        AudioCodecs.TryCreate(description.Name, description.ClockRate, description.Channels, out var codec) ? new(description, codec) : null;

    /// <summary>Expands a payload to samples at the leg's rate.</summary>
    /// <returns>How many samples were written.</returns>
    public int Decode(ReadOnlySpan<byte> payload, Span<short> samples)
    {
        if (_toLeg is null)
        {
            return Codec.Decode(payload, samples);
        }

        var wide = _wide.AsSpan(0, Math.Min(_wide.Length, samples.Length * _toLeg.FromHz / _toLeg.ToHz));
        return _toLeg.Process(wide[..Codec.Decode(payload, wide)], samples);
    }

    /// <summary>Compresses samples at the leg's rate.</summary>
    /// <returns>How many bytes were written.</returns>
    public int Encode(ReadOnlySpan<short> samples, Span<byte> destination)
    {
        if (_fromLeg is null)
        {
            return Codec.Encode(samples, destination);
        }

        return Codec.Encode(_wide.AsSpan(0, _fromLeg.Process(samples, _wide)), destination);
    }

    public void Dispose() => (Codec as IDisposable)?.Dispose();
}
