using System.Runtime.CompilerServices;
using Parley.Audio;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Speaks like <see cref="FakeVoice"/>, but takes its time, and heeds a cancellation only now and then.</summary>
internal sealed class HesitantVoice(Random random, TimeProvider time) : ITextToSpeech
{
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var samples = new short[text.Length * FakeVoice.SamplesPerCharacter];
        Array.Fill(samples, FakeVoice.Sample(text));
        for (var at = 0; at < samples.Length; at += 400)
        {
            if (random.Next(8) == 0)
            {
                var heeded = random.Next(2) == 0 ? cancellationToken : CancellationToken.None;
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 200)), time, heeded);
            }

            yield return new(samples.AsMemory(at, Math.Min(400, samples.Length - at)), 8000);
        }
    }
}
