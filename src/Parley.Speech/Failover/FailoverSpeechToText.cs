using System.Runtime.CompilerServices;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Speech.Failover;

/// <summary>Recognisers in order of preference. When one fails, the next hears the turn; after final words, what came behind them.</summary>
internal sealed class FailoverSpeechToText(FailoverChain<ISpeechToText> chain) : ISpeechToText
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<Transcript> TranscribeAsync(
        IAsyncEnumerable<AudioFrame> audio, SpeechToTextOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var turn = new TurnSound(audio, cancellationToken);
        FailoverAttempt<ISpeechToText>? failed = null;
        var wasHeard = false;
        foreach (var attempt in chain.Attempts(cancellationToken))
        {
            using var _ = attempt;
            if (failed is not null)
            {
                chain.Switch(failed, attempt, wasHeard);
            }

            var from = turn.Heard;
            var sound = turn.ReadAsync(attempt.Expect, attempt.Token);
            await using var words = attempt.Link.Engine.TranscribeAsync(sound, options, attempt.Token).GetAsyncEnumerator(attempt.Token);
            while (await NextAsync(words, attempt) is { } transcript)
            {
                wasHeard = true;
                if (transcript.IsFinal)
                {
                    turn.HearUntil(transcript.Until is { } until ? from + until : turn.Given);
                    transcript = transcript.Until is null ? transcript : transcript with { Until = turn.Heard };
                }

                yield return transcript;
            }

            if (attempt.Failure is null)
            {
                chain.Succeed(attempt);
                yield break;
            }

            if (turn.IsAllHeard)
            {
                yield break; // its last words were told before it failed
            }

            failed = attempt;
        }

        throw failed!.Failure!;
    }

    private static async ValueTask<Transcript?> NextAsync(IAsyncEnumerator<Transcript> words, FailoverAttempt<ISpeechToText> attempt)
    {
        try
        {
            return await words.MoveNextAsync() ? words.Current : null;
        }
        catch (Exception exception) when (attempt.Fails(exception))
        {
            return null;
        }
    }
}
