using System.Runtime.CompilerServices;
using Parley.Audio;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Speaks like another voice, after half a second.</summary>
internal sealed class SlowVoice(ITextToSpeech voice, TimeProvider time) : ITextToSpeech
{
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(500), time, cancellationToken);
        await foreach (var frame in voice.SynthesizeAsync(text, options, cancellationToken))
        {
            yield return frame;
        }
    }
}
