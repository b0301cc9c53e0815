using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Simulation.Voices;

/// <summary>
/// A voice without words: sound with the rhythm, pauses and length of the text, made from its letters alone. The same text always gives the
/// same samples, so tests need no speech program, and callees still can be told apart by ear and by <see cref="Scripts.LineBook"/>.
/// </summary>
public sealed class BabbleTextToSpeech : ITextToSpeech
{
    /// <summary>The rate of what it speaks, in Hz.</summary>
    public const int SampleRate = 8_000;

    private const int FrameLength = SampleRate / 50;
    private const double PitchHz = 125;
    private static readonly double[] VowelFormantsHz = [700, 500, 350, 550, 400, 300]; // a e i o u y
    private const string Vowels = "aeiouy";

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask;
        foreach (var frame in Render(text, options.Speed).Chunk(FrameLength))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return new AudioFrame(frame, SampleRate);
        }
    }

    private static List<short> Render(string text, double speed)
    {
        var samples = new List<short>();
        var noise = 1u;
        foreach (var letter in text.ToLowerInvariant())
        {
            var length = (int)(LengthOf(letter) * SampleRate / speed);
            for (var i = 0; i < length; i++)
            {
                noise = (noise * 1_664_525) + 1_013_904_223;
                samples.Add((short)(Envelope(i, length) * SampleOf(letter, samples.Count, noise)));
            }
        }

        return samples;
    }

    private static double LengthOf(char letter) => letter switch
    {
        '.' or '!' or '?' => 0.35,
        ',' or ';' or ':' => 0.18,
        _ when Vowels.Contains(letter, StringComparison.Ordinal) => 0.085,
        _ when char.IsLetter(letter) => 0.045,
        _ when char.IsDigit(letter) => 0.25,
        _ => 0.04,
    };

    /// <summary>A vowel hums, a consonant hisses, everything else is a pause.</summary>
    private static double SampleOf(char letter, int time, uint noise)
    {
        var vowel = Vowels.IndexOf(char.IsDigit(letter) ? 'o' : letter, StringComparison.Ordinal);
        if (vowel >= 0)
        {
            var phase = 2 * Math.PI * time / SampleRate;
            return (5_000 * Math.Sin(PitchHz * phase)) + (5_000 * Math.Sin(VowelFormantsHz[vowel] * phase)) + (1_500 * Math.Sin(5 * VowelFormantsHz[vowel] * phase));
        }

        return char.IsLetter(letter) ? ((noise >> 16) / 65_536.0 - 0.5) * (1_500 + (letter % 7 * 500)) : 0;
    }

    private static double Envelope(int position, int length)
    {
        var edge = Math.Min(position, length - 1 - position) / (0.01 * SampleRate);
        return Math.Min(1, edge);
    }
}
