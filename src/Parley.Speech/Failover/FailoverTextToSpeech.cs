using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;
using Parley.Speech.Vendors;

namespace Parley.Speech.Failover;

/// <summary>
/// Voices in order of preference. When one fails, the next says the text; in the middle of a text, the words that were not spoken yet. The voice's name that an agent asks
/// for is the first engine's; others speak with the voice of their own settings.
/// </summary>
internal sealed class FailoverTextToSpeech(FailoverChain<ITextToSpeech> chain) : ITextToSpeech
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        FailoverAttempt<ITextToSpeech>? failed = null;
        var wasHeard = false;
        foreach (var attempt in chain.Attempts(cancellationToken))
        {
            using var _ = attempt;
            if (failed is not null)
            {
                chain.Switch(failed, attempt, wasHeard);
            }

            var sound = TimeSpan.Zero;
            attempt.Expect();
            var wishes = attempt.Link.IsFirst ? options : options with { Voice = null };
            await using var frames = attempt.Link.Engine.SynthesizeAsync(text, wishes, attempt.Token).GetAsyncEnumerator(attempt.Token);
            while (await NextAsync(frames, attempt) is { } frame)
            {
                attempt.Answered();
                sound += frame.Duration;
                wasHeard = true;
                yield return frame;
            }

            if (attempt.Failure is null)
            {
                chain.Succeed(attempt);
                yield break;
            }

            text = text[SpokenOf(text, attempt.Failure, sound)..];
            if (string.IsNullOrWhiteSpace(text))
            {
                yield break; // its last word was out before it failed
            }

            failed = attempt;
        }

        throw failed!.Failure!;
    }

    private static async ValueTask<AudioFrame?> NextAsync(IAsyncEnumerator<AudioFrame> frames, FailoverAttempt<ITextToSpeech> attempt)
    {
        try
        {
            return await frames.MoveNextAsync() ? frames.Current : null;
        }
        catch (Exception exception) when (attempt.Fails(exception))
        {
            return null;
        }
    }

    /// <summary>How much of a text was spoken: as the voice told, else as people speak.</summary>
    private static int SpokenOf(string text, Exception failure, TimeSpan sound) =>
        sound == TimeSpan.Zero ? 0 : Spoken.WholeWords(text, (failure as SpeechException)?.SpokenCharacters ?? Spoken.Estimate(sound));
}
