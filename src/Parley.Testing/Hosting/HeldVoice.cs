using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;
using Parley.Simulation.VirtualTime;

namespace Parley.Testing.Hosting;

/// <summary>
/// A voice of the real world in virtual time: a text is rendered whole while the clock stands still, once in the life of the process, and then handed on after the
/// time that a local voice takes to begin.
/// </summary>
/// <param name="voice">The voice that renders.</param>
/// <param name="scheduler">The scheduler of the world.</param>
internal sealed class HeldVoice(ITextToSpeech voice, VirtualScheduler scheduler) : ITextToSpeech
{
    private static readonly ConcurrentDictionary<(Type Voice, string Text, TextToSpeechOptions Options), IReadOnlyList<AudioFrame>> Rendered = new();

    /// <summary>What espeak-ng takes to its first sound.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(30);

    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var key = (voice.GetType(), text, options);
        if (!Rendered.TryGetValue(key, out var frames))
        {
            frames = await scheduler.HoldAsync(() => RenderAsync(text, options));
            Rendered[key] = frames;
        }

        await Task.Delay(Delay, scheduler.Clock, cancellationToken);
        foreach (var frame in frames)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return frame;
        }
    }

    private async Task<IReadOnlyList<AudioFrame>> RenderAsync(string text, TextToSpeechOptions options)
    {
        var frames = new List<AudioFrame>();
        await foreach (var frame in voice.SynthesizeAsync(text, options, CancellationToken.None))
        {
            frames.Add(frame);
        }

        return frames;
    }
}
