using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Speech.Vendors;

/// <summary>
/// A voice over a WebSocket, without what is one vendor's own: the sound is taken as fast as it comes, while listeners take as long as it lasts; a connection that breaks
/// is made again for the words that were not spoken yet.
/// </summary>
/// <param name="options">How patiently.</param>
/// <param name="format">How the sound comes.</param>
/// <param name="usage">Counts what is asked.</param>
/// <param name="time">The clock of the pauses.</param>
/// <param name="speak">Speaks a text over one connection, to its end.</param>
internal sealed class VendorVoice(
    SpeechVendorOptions options,
    SoundFormat format,
    VendorUsage usage,
    TimeProvider time,
    Func<Utterance, TextToSpeechOptions, CancellationToken, Task> speak)
{
    /// <summary>Speaks a text.</summary>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions wishes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            yield break;
        }

        var frames = Channel.CreateUnbounded<AudioFrame>(new() { SingleReader = true, SingleWriter = true });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var speaking = SpeakAsync(text, wishes, frames.Writer, stop.Token);
        try
        {
            await foreach (var frame in frames.Reader.DrainAsync(cancellationToken))
            {
                yield return frame;
            }
        }
        finally
        {
            stop.Cancel();
            await speaking;
        }
    }

    private async Task SpeakAsync(string text, TextToSpeechOptions wishes, ChannelWriter<AudioFrame> frames, CancellationToken cancellationToken)
    {
        try
        {
            await SpeakToTheEndAsync(text, wishes, frames, cancellationToken);
            frames.Complete();
        }
        catch (Exception exception)
        {
            if (exception is SpeechException failure)
            {
                usage.CountFailure(failure.Failure);
            }

            frames.Complete(exception);
        }
    }

    private async Task SpeakToTheEndAsync(string text, TextToSpeechOptions wishes, ChannelWriter<AudioFrame> frames, CancellationToken cancellationToken)
    {
        var spoken = 0;
        for (var attempt = 0; ; attempt++)
        {
            TimeSpan delay;
            var utterance = new Utterance(text[spoken..], format, frames, usage);
            usage.CountRequest(utterance.Text.Length);
            try
            {
                await speak(utterance, wishes, cancellationToken);
                return;
            }
            catch (SpeechException failure)
            {
                spoken += utterance.SpokenCharacters;
                if (!options.MayRetry(failure, attempt))
                {
                    throw new SpeechException(failure.Failure, failure.Message, failure) { SpokenCharacters = spoken, RetryAfter = failure.RetryAfter };
                }

                delay = failure.RetryAfter ?? options.RetryDelay;
            }

            if (string.IsNullOrWhiteSpace(text[spoken..]))
            {
                return; // the last word was out before the connection broke
            }

            usage.CountReconnect();
            await Task.Delay(delay, time, cancellationToken);
        }
    }
}
