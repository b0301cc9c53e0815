using System.Runtime.InteropServices;
using Parley.Audio.Codecs;
using Parley.Audio.Resampling;

namespace Parley.Agents.SpeechToSpeech;

/// <summary>
/// Sound on its way between a line and a model: encoded once, decoded once. At the line's own rate nothing is resampled, so that G.711 which came from the phone gets to the
/// model byte for byte.
/// </summary>
/// <param name="format">The model's.</param>
/// <param name="lineRate">The line's rate in Hz.</param>
internal sealed class ModelSound(SpeechToSpeechFormat format, int lineRate)
{
    private readonly Resampler? _out = lineRate == format.SampleRate ? null : new(lineRate, format.SampleRate);
    private Resampler? _in;
    private byte? _half;

    public SpeechToSpeechFormat Format => format;

    /// <summary>Writes samples of the line as the model wants them.</summary>
    public byte[] Encode(ReadOnlySpan<short> samples)
    {
        if (_out is not null)
        {
            var fitted = new short[_out.GetOutputLength(samples.Length)];
            _out.Process(samples, fitted);
            samples = fitted;
        }

        var bytes = new byte[format.Encoding is SpeechToSpeechEncoding.Pcm16 ? samples.Length * 2 : samples.Length];
        switch (format.Encoding)
        {
            case SpeechToSpeechEncoding.MuLaw:
                G711.EncodeMuLaw(samples, bytes);
                break;
            case SpeechToSpeechEncoding.ALaw:
                G711.EncodeALaw(samples, bytes);
                break;
            default:
                MemoryMarshal.AsBytes(samples).CopyTo(bytes); // Little-endian, as every machine that .NET runs on.
                break;
        }

        return bytes;
    }

    /// <summary>A response begins: nothing of the one before runs into it.</summary>
    public void Begin() => (_in, _half) = (lineRate == format.SampleRate ? null : new(format.SampleRate, lineRate), null);

    /// <summary>Reads a piece of the model's sound at the line's rate.</summary>
    public short[] Decode(ReadOnlySpan<byte> bytes)
    {
        var samples = Expand(bytes);
        if (_in is null)
        {
            return samples;
        }

        var fitted = new short[_in.GetOutputLength(samples.Length)];
        _in.Process(samples, fitted);
        return fitted;
    }

    /// <summary>The end of a response, which the resampler still holds.</summary>
    public short[] End()
    {
        if (_in is null)
        {
            return [];
        }

        var tail = new short[(int)Math.Ceiling(_in.Delay.TotalSeconds * lineRate) + 1];
        return tail[.._in.Flush(tail)];
    }

    private short[] Expand(ReadOnlySpan<byte> bytes)
    {
        if (format.Encoding is not SpeechToSpeechEncoding.Pcm16)
        {
            var samples = new short[bytes.Length];
            if (format.Encoding is SpeechToSpeechEncoding.MuLaw)
            {
                G711.DecodeMuLaw(bytes, samples);
            }
            else
            {
                G711.DecodeALaw(bytes, samples);
            }

            return samples;
        }

        byte[] whole = _half is { } half ? [half, .. bytes] : [.. bytes];
        _half = whole.Length % 2 == 1 ? whole[^1] : null;
        return MemoryMarshal.Cast<byte, short>(whole.AsSpan(0, whole.Length & ~1)).ToArray();
    }
}
