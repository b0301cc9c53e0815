using System.Diagnostics;
using Parley.Audio;
using Parley.Audio.Resampling;
using Parley.Audio.Wav;

namespace Parley.Benchmarks.Hearing;

/// <summary>Talk with pauses at 8 kHz, whose speech is known, and noises to put under it.</summary>
internal static class NoisySpeech
{
    public const int FrameLength = 160;

    private static readonly string[] s_texts =
    [
        "Hello? Yes, this is she. Who is calling, please?",
        "I would rather come on Thursday, if that is possible.",
        "No, not at ten. Could we make it half past three instead?",
        "My number is four one seven, five five five, zero one nine eight.",
        "Sorry, I was just walking down the street, it is a bit loud here.",
    ];

    /// <summary>The talk, with a second and a half of silence around each sentence.</summary>
    public static short[] Talk()
    {
        var talk = new List<short>(new short[12_000]);
        foreach (var (text, i) in s_texts.Select((text, i) => (text, i)))
        {
            talk.AddRange(Say(text, i % 2 == 0 ? "en-us" : "en-gb+f3"));
            talk.AddRange(new short[12_000]);
        }

        return [.. talk.Take(talk.Count / FrameLength * FrameLength)];
    }

    /// <summary>Which frames of clean talk are speech: within 35 dB of the loudest.</summary>
    public static bool[] SpeechFrames(short[] talk)
    {
        var levels = talk.Chunk(FrameLength).Select(frame => Level.Dbov(frame)).ToArray();
        var least = levels.Max() - 35;
        return [.. levels.Select(level => level >= least)];
    }

    /// <summary>Puts noise under talk, so loud that speech is so many dB above it.</summary>
    public static short[] Mix(short[] talk, bool[] isSpeech, double[] noise, double signalToNoise)
    {
        var speech = talk.Chunk(FrameLength).Zip(isSpeech).Where(frame => frame.Second).SelectMany(frame => frame.First).Average(sample => (double)sample * sample);
        var gain = Math.Sqrt(speech / noise.Average(sample => sample * sample) / Math.Pow(10, signalToNoise / 10));
        return [.. talk.Select((sample, i) => (short)Math.Clamp(sample + gain * noise[i], short.MinValue, short.MaxValue))];
    }

    public static double[] White(int length)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, length).Select(_ => random.NextDouble() - 0.5)];
    }

    /// <summary>A car: noise that falls off quickly towards high frequencies.</summary>
    public static double[] Car(int length)
    {
        var (random, low) = (new Random(2), 0.0);
        return [.. Enumerable.Range(0, length).Select(_ => low += 0.08 * (random.NextDouble() - 0.5 - low))];
    }

    /// <summary>A street: white noise whose loudness comes and goes within seconds.</summary>
    public static double[] Street(int length)
    {
        var noise = White(length);
        return [.. noise.Select((sample, i) => sample * (1 + 0.8 * Math.Sin(2 * Math.PI * i / 8000 / 3.1) * Math.Sin(2 * Math.PI * i / 8000 / 0.83)))];
    }

    /// <summary>A room full of people: six voices at once.</summary>
    public static double[] Babble(int length)
    {
        var sum = new double[length];
        for (var voice = 0; voice < 6; voice++)
        {
            var talk = Say(string.Join(' ', s_texts.Skip(voice % s_texts.Length).Concat(s_texts)), $"en-us+{(voice % 2 == 0 ? 'm' : 'f')}{voice / 2 + 1}");
            for (var i = 0; i < length; i++)
            {
                sum[i] += talk[(i + voice * 5000) % talk.Length];
            }
        }

        return sum;
    }

    private static short[] Say(string text, string voice)
    {
        var path = Path.Combine(Path.GetTempPath(), $"parley-vad-{Environment.ProcessId}.wav");
        try
        {
            using var espeak = Process.Start("espeak-ng", ["-v", voice, "-w", path, text]);
            espeak.WaitForExit();
            using var file = File.OpenRead(path);
            return WavFile.TryRead(file, out var frame, out var error)
                ? Resampler.Convert(frame.Samples.Span, frame.SampleRate, 8000)
                : throw new InvalidDataException(error);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
