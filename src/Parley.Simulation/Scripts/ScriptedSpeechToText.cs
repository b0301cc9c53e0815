using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;
using Parley.Audio.Vad;

namespace Parley.Simulation.Scripts;

/// <summary>
/// No recogniser: it listens to real sound, and when a turn holds speech it takes the words from a script. For the demo and for tests, which
/// say so where they show its words.
/// </summary>
/// <param name="script">Where the words come from.</param>
public sealed class ScriptedSpeechToText(IScript script) : ISpeechToText
{
    private static readonly TimeSpan LeastSpeech = TimeSpan.FromMilliseconds(80);

    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (samples, sampleRate, speech) = (new List<short>(), 0, TimeSpan.Zero);
        var detector = new EnergyVoiceActivityDetector();
        await foreach (var frame in audio.WithCancellation(cancellationToken))
        {
            sampleRate = frame.SampleRate;
            samples.AddRange(frame.Samples.Span);
            speech += detector.IsSpeech(frame.Samples.Span) ? frame.Duration : TimeSpan.Zero;
        }

        if (speech >= LeastSpeech && script.Read(new AudioFrame(samples.ToArray(), sampleRate)) is { } words)
        {
            yield return new Transcript(words, IsFinal: true) { Language = options.Language };
        }
    }
}
