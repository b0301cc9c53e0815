using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Server.Tests.Sockets;

/// <summary>Says everything as a tone of 400 Hz.</summary>
internal sealed class ToneVoice(TimeSpan length) : ITextToSpeech
{
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        for (var ticks = length.TotalMilliseconds / 20; ticks > 0; ticks--)
        {
            yield return new(Tone(), 8000);
        }
    }

    /// <summary>20 ms of it.</summary>
    public static short[] Tone() => [.. Enumerable.Range(0, 160).Select(i => (short)(8000 * Math.Sin(i * Math.PI / 10)))];
}
