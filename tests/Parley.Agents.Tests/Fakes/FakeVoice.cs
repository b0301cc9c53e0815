using System.Runtime.CompilerServices;
using Parley.Audio;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Speaks ten milliseconds per character, all of a text in samples of one value, in frames of 20 ms.</summary>
internal sealed class FakeVoice : ITextToSpeech
{
    public const int SamplesPerCharacter = 80;

    /// <summary>What it was asked to say, in order.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>How many syntheses are under way.</summary>
    public int Running { get; private set; }

    public Exception? Failure { get; set; }

    /// <summary>Ignores cancellation, like an engine that is slow to stop, and goes on when completed.</summary>
    public TaskCompletionSource? Stubborn { get; init; }

    /// <summary>What every text sounds like instead.</summary>
    public short[]? Sound { get; init; }

    /// <summary>The value of a text's samples.</summary>
    public static short Sample(string text) => (short)(1000 + text.Sum(letter => letter) % 20000);

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Asked.Add(text);
        Running++;
        try
        {
            var samples = Sound;
            if (samples is null)
            {
                samples = new short[text.Length * SamplesPerCharacter];
                Array.Fill(samples, Sample(text));
            }

            for (var at = 0; at < samples.Length; at += 160)
            {
                if (Failure is not null && at > 0)
                {
                    throw Failure;
                }

                yield return new(samples.AsMemory(at, Math.Min(160, samples.Length - at)), 8000);
                if (Stubborn is not null)
                {
                    await Stubborn.Task;
                }

                await Task.Yield();
            }
        }
        finally
        {
            Running--;
        }
    }
}
