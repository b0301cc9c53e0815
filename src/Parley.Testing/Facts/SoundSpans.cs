using Parley.Audio;

namespace Parley.Testing.Facts;

/// <summary>Finds where there is sound, by loudness against the noise of the whole tape.</summary>
public static class SoundSpans
{
    private const int FramesPerSecond = 100;
    private const double QuietestSound = -52; // dBov; a quiet talker on a telephone is near -50
    private const double AboveNoise = 10; // dB

    /// <summary>Shorter quiet is part of the sound around it: the closure of a consonant.</summary>
    private static readonly TimeSpan ShortestGap = TimeSpan.FromMilliseconds(100);

    /// <summary>Shorter sound is a click.</summary>
    private static readonly TimeSpan ShortestSound = TimeSpan.FromMilliseconds(40);

    /// <summary>The stretches of sound, in order, to 10 ms.</summary>
    /// <param name="tape">The sound.</param>
    /// <param name="offset">When the tape begins.</param>
    public static IReadOnlyList<SoundSpan> Find(AudioFrame tape, TimeSpan offset = default)
    {
        var levels = LevelsOf(tape);
        var threshold = Math.Max(QuietestSound, Noise(levels) + AboveNoise);
        var spans = new List<SoundSpan>();
        for (var i = 0; i < levels.Length; i++)
        {
            if (levels[i] < threshold)
            {
                continue;
            }

            var (start, end) = (offset + At(i), offset + At(i + 1));
            if (spans.Count > 0 && start - spans[^1].End < ShortestGap)
            {
                spans[^1] = spans[^1] with { End = end };
            }
            else
            {
                spans.Add(new(start, end));
            }
        }

        spans.RemoveAll(span => span.Duration < ShortestSound);
        return spans;
    }

    private static TimeSpan At(int frame) => TimeSpan.FromSeconds((double)frame / FramesPerSecond);

    private static double[] LevelsOf(AudioFrame tape)
    {
        var length = tape.SampleRate / FramesPerSecond;
        var levels = new double[tape.Samples.Length / length];
        for (var i = 0; i < levels.Length; i++)
        {
            levels[i] = Level.Dbov(tape.Samples.Span.Slice(i * length, length));
        }

        return levels;
    }

    /// <summary>What a tenth of the tape is quieter than; somebody who never pauses is no noise.</summary>
    private static double Noise(double[] levels)
    {
        const double LoudestNoise = -30;
        if (levels.Length == 0)
        {
            return Level.Silence;
        }

        var sorted = levels.Order().ToArray();
        return Math.Min(sorted[sorted.Length / 10], LoudestNoise);
    }
}
