using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Audio;

namespace Parley.Speech.Phrases;

/// <summary>
/// A voice that renders each phrase once and keeps the sound. Whoever asks while a phrase is still being rendered hears the same
/// rendering, from its start. May be used by any number of calls at once.
/// </summary>
/// <param name="voice">The voice that renders.</param>
/// <param name="options">How much is kept.</param>
public sealed class PhraseCache(ITextToSpeech voice, IOptions<PhraseCacheOptions> options) : ITextToSpeech
{
    private readonly record struct Key(string Text, TextToSpeechOptions Options);

    private readonly Lock _lock = new();
    private readonly Dictionary<Key, LinkedListNode<(Key Key, Rendering Rendering)>> _phrases = [];
    private readonly LinkedList<(Key Key, Rendering Rendering)> _byUse = [];
    private readonly PhraseCacheOptions _options = options.Value;

    /// <summary>How many phrases are kept or being rendered.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _phrases.Count;
            }
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken) =>
        text.Length > _options.MaxPhraseLength
            ? voice.SynthesizeAsync(text, options, cancellationToken)
            : ListenAsync(new Key(text, options), cancellationToken);

    /// <summary>Renders a phrase ahead of its use, so that it starts at once when it is said.</summary>
    public async Task PrepareAsync(string text, TextToSpeechOptions options, CancellationToken cancellationToken)
    {
        await foreach (var _ in SynthesizeAsync(text, options, cancellationToken))
        {
            // The sound stays in the cache.
        }
    }

    private async IAsyncEnumerable<AudioFrame> ListenAsync(Key key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var rendering = Join(key, out var isNew);
        if (isNew)
        {
            rendering.Start(token => voice.SynthesizeAsync(key.Text, key.Options, token));
        }

        try
        {
            for (var i = 0; await rendering.ReadAsync(i, cancellationToken) is { } frame; i++)
            {
                yield return frame;
            }
        }
        finally
        {
            await LeaveAsync(key, rendering);
        }
    }

    private Rendering Join(Key key, out bool isNew)
    {
        lock (_lock)
        {
            isNew = !_phrases.TryGetValue(key, out var phrase);
            if (phrase is null)
            {
                phrase = new((key, new Rendering()));
                _phrases.Add(key, phrase);
            }
            else
            {
                _byUse.Remove(phrase);
            }

            _byUse.AddFirst(phrase);
            phrase.Value.Rendering.Listeners++;
            return phrase.Value.Rendering;
        }
    }

    private async Task LeaveAsync(Key key, Rendering rendering)
    {
        bool isAbandoned;
        lock (_lock)
        {
            rendering.Listeners--;
            isAbandoned = rendering is { Listeners: 0, IsComplete: false };
            if (isAbandoned)
            {
                Remove(key, rendering);
            }

            Trim();
        }

        if (isAbandoned)
        {
            await rendering.DisposeAsync();
        }
    }

    private void Remove(Key key, Rendering rendering)
    {
        if (_phrases.TryGetValue(key, out var phrase) && phrase.Value.Rendering == rendering)
        {
            _phrases.Remove(key);
            _byUse.Remove(phrase);
        }
    }

    private void Trim()
    {
        var kept = TimeSpan.Zero;
        for (var phrase = _byUse.First; phrase is not null;)
        {
            var (candidate, next) = (phrase.Value, phrase.Next);
            kept += candidate.Rendering.Duration;
            if (kept > _options.MaxDuration && candidate.Rendering.IsComplete)
            {
                Remove(candidate.Key, candidate.Rendering);
            }

            phrase = next;
        }
    }
}
