namespace Parley.Agents;

/// <summary>How sound travels to and from a model: one channel.</summary>
/// <param name="Encoding">How a sample is written.</param>
/// <param name="SampleRate">Samples per second (Hz).</param>
public readonly record struct SpeechToSpeechFormat(SpeechToSpeechEncoding Encoding, int SampleRate)
{
    /// <summary>G.711 mu-law, as phone lines of North America and Japan carry it.</summary>
    public static SpeechToSpeechFormat MuLaw { get; } = new(SpeechToSpeechEncoding.MuLaw, 8000);

    /// <summary>G.711 A-law, as phone lines elsewhere carry it.</summary>
    public static SpeechToSpeechFormat ALaw { get; } = new(SpeechToSpeechEncoding.ALaw, 8000);

    /// <summary>16-bit samples at 24 kHz.</summary>
    public static SpeechToSpeechFormat Wide { get; } = new(SpeechToSpeechEncoding.Pcm16, 24000);

    /// <summary>How long so much sound lasts.</summary>
    /// <param name="bytes">A length in bytes.</param>
    public TimeSpan DurationOf(long bytes) => TimeSpan.FromSeconds((double)bytes / SampleRate / (Encoding is SpeechToSpeechEncoding.Pcm16 ? 2 : 1));
}

/// <summary>How a sample is written.</summary>
public enum SpeechToSpeechEncoding
{
    /// <summary>16 bits, signed, little-endian.</summary>
    Pcm16,

    /// <summary>ITU-T G.711 mu-law, a byte.</summary>
    MuLaw,

    /// <summary>ITU-T G.711 A-law, a byte.</summary>
    ALaw,
}
