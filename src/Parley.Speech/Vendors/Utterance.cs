using System.Buffers.Binary;
using System.Threading.Channels;
using Parley.Audio;
using Parley.Audio.Codecs;

namespace Parley.Speech.Vendors;

/// <summary>One text while it is spoken: its sound goes out as it comes, and it knows how far into the words that sound has come.</summary>
/// <param name="text">What to say.</param>
/// <param name="format">How the sound comes.</param>
/// <param name="frames">Where the sound goes.</param>
/// <param name="usage">Counts it.</param>
internal sealed class Utterance(string text, SoundFormat format, ChannelWriter<AudioFrame> frames, VendorUsage usage)
{
    private readonly List<(int Characters, TimeSpan Until)> _alignment = [];
    private byte? _half;

    /// <summary>What to say.</summary>
    public string Text => text;

    /// <summary>How much sound has come.</summary>
    public TimeSpan Sound { get; private set; }

    /// <summary>How many characters of the text were spoken, up to the end of a word: as the vendor told, else as people speak.</summary>
    public int SpokenCharacters =>
        Spoken.WholeWords(text, _alignment.Count > 0 ? _alignment.FindLast(a => a.Until <= Sound).Characters : Spoken.Estimate(Sound));

    /// <summary>Takes sound. Half a sample waits for its other half.</summary>
    public void Hear(ReadOnlySpan<byte> bytes)
    {
        var samples = format.IsMuLaw ? Expand(bytes) : ToSamples(bytes);
        if (samples.Length > 0)
        {
            var frame = new AudioFrame(samples, format.SampleRate);
            Sound += frame.Duration;
            usage.CountSound(frame.Duration);
            frames.TryWrite(frame);
        }
    }

    /// <summary>The vendor tells where in the sound a part of the text ends.</summary>
    /// <param name="characters">How much of the text.</param>
    /// <param name="until">Where its sound ends.</param>
    public void Align(int characters, TimeSpan until) => _alignment.Add((Math.Min(characters, text.Length), until));

    private static short[] Expand(ReadOnlySpan<byte> bytes)
    {
        var samples = new short[bytes.Length];
        G711.DecodeMuLaw(bytes, samples);
        return samples;
    }

    private short[] ToSamples(ReadOnlySpan<byte> bytes)
    {
        byte[] whole = _half is { } half ? [half, .. bytes] : [.. bytes];
        _half = whole.Length % 2 == 1 ? whole[^1] : null;
        var samples = new short[whole.Length / 2];
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(whole.AsSpan(2 * i));
        }

        return samples;
    }
}
