using System.Runtime.CompilerServices;
using Parley.Agents.Turns;
using Parley.Audio;

namespace Parley.Agents;

/// <summary>
/// A voice that has some texts ready: a greeting is rendered while it rings, and begins with the tick after the answer. One may serve all conversations of
/// a session, or of an agent. All members may be called from any task.
/// </summary>
/// <param name="voice">Who speaks.</param>
public sealed class PreparedSpeech(ITextToSpeech voice) : ITextToSpeech
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Text, TextToSpeechOptions Options), IReadOnlyList<AudioFrame>> _ready = [];

    /// <summary>Renders a text. What is asked for before it is ready, or was not prepared with the same options, is spoken as it comes.</summary>
    /// <param name="text">The words, of any number of sentences.</param>
    /// <param name="options">Voice and pace: those of <see cref="ConversationOptions.TextToSpeech"/>.</param>
    /// <param name="cancellationToken">Cancelled when it is not wanted any more.</param>
    /// <returns><see langword="false"/> when the voice failed; it will be asked again when the text is due.</returns>
    public async Task<bool> PrepareAsync(string text, TextToSpeechOptions? options = null, CancellationToken cancellationToken = default)
    {
        var how = options ?? new();
        try
        {
            foreach (var sentence in SentenceAggregator.Split(text))
            {
                var frames = new List<AudioFrame>();
                await foreach (var frame in voice.SynthesizeAsync(sentence, how, cancellationToken))
                {
                    frames.Add(frame);
                }

                lock (_gate)
                {
                    _ready[(sentence, how)] = frames;
                }
            }

            return true;
        }
#pragma warning disable CA1031 // Preparing is a help at most: whatever goes wrong with it is told when the text is due.
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(
        string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Ready(text, options) is { } frames)
        {
            foreach (var frame in frames)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return frame;
            }

            yield break;
        }

        await foreach (var frame in voice.SynthesizeAsync(text, options, cancellationToken))
        {
            yield return frame;
        }
    }

    private IReadOnlyList<AudioFrame>? Ready(string text, TextToSpeechOptions options)
    {
        lock (_gate)
        {
            return _ready.GetValueOrDefault((text, options));
        }
    }
}
