using System.Threading.Channels;
using Parley.Agents.Latency;
using Parley.Agents.Turns;

namespace Parley.Agents.SpeechToSpeech;

/// <summary>
/// One response of a model on its way to the line, with the positions at which it is played. The conversation's task owns it; the turn's player takes the sound and tells the
/// positions.
/// </summary>
/// <param name="text">What the turn is to say: words, or whatever the model answers.</param>
/// <param name="lineRate">The line's rate in Hz.</param>
internal sealed class ModelSpeech(ITurnText text, int lineRate)
{
    private readonly Lock _gate = new();
    private readonly List<Item> _items = [];
    private readonly SentenceAggregator _sentences = new();
    private readonly Channel<(Item Item, short[] Samples)> _sound = Channel.CreateUnbounded<(Item, short[])>(new() { SingleReader = true, SingleWriter = true });
    private bool _isOver;

    /// <summary>The words that the model is to say exactly; <see langword="null"/> when it answers by itself.</summary>
    public string? Words { get; } = (text as PreparedText)?.Text;

    /// <summary>The reply that it is, if it is one.</summary>
    public ModelReply? Reply { get; } = text as ModelReply;

    public TurnMarks? Marks { get; set; }

    /// <summary>The model's id of it, once it has begun.</summary>
    public string? ResponseId { get; set; }

    /// <summary>Nobody wants it any more.</summary>
    public bool IsStopped { get; set; }

    /// <summary>What went wrong; set before the sound ends.</summary>
    public TurnFailure? Failure { get; private set; }

    /// <summary>Whether any of its sound has come.</summary>
    public bool HasSound
    {
        get
        {
            lock (_gate)
            {
                return _items.Exists(item => item.Samples > 0);
            }
        }
    }

    /// <summary>All words so far, played or not.</summary>
    public string Thought
    {
        get
        {
            lock (_gate)
            {
                return Join(_items.Select(item => item.Text));
            }
        }
    }

    /// <summary>Takes sound.</summary>
    /// <param name="itemId">Of what the model says.</param>
    /// <param name="samples">At the line's rate.</param>
    /// <param name="duration">How long it was as the model sent it.</param>
    public void Hear(string itemId, short[] samples, TimeSpan duration)
    {
        Item item;
        lock (_gate)
        {
            item = Find(itemId);
            item.Samples += samples.Length;
            item.Duration += duration;
        }

        _sound.Writer.TryWrite((item, samples));
        Marks?.GotAudio();
    }

    /// <summary>Takes the words that go with it.</summary>
    public void Say(string itemId, string words, bool isFinal)
    {
        lock (_gate)
        {
            var item = Find(itemId);
            var added = !isFinal ? words : item.Text.Length == 0 ? words : "";
            item.Text = isFinal ? words : item.Text + words;
            if (Words is null && added.Length > 0)
            {
                Tell(added);
            }
        }
    }

    /// <summary>It is asked for again, before any of its sound had come.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            ResponseId = null;
            _items.Clear();
            _sentences.TryFlush(out _);
        }
    }

    /// <summary>No more sound comes. What has come is played.</summary>
    public void End(TurnFailure? failure = null)
    {
        if (_isOver)
        {
            return;
        }

        (_isOver, Failure) = (true, failure);
        _sound.Writer.TryComplete();
        EndMarks();
    }

    /// <summary>Plays it: gives the sound piece by piece.</summary>
    /// <param name="position">The line's position at which the next piece will be.</param>
    /// <param name="cancellationToken">Cancelled when it is cut.</param>
    public async IAsyncEnumerable<short[]> PlayAsync(
        Func<long> position, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (item, samples) in _sound.Reader.DrainAsync(cancellationToken))
        {
            lock (_gate)
            {
                item.Start ??= position();
            }

            yield return samples;
        }
    }

    /// <summary>The words whose sound lies before a position of the line; a word that was cut does not count.</summary>
    public string Until(long position)
    {
        lock (_gate)
        {
            return Join(_items.Select(item =>
            {
                var played = item.PlayedBefore(position);
                var words = item.Text.Length == 0 && _items.Count == 1 ? Words ?? "" : item.Text;
                return item.Samples == 0 ? "" : played >= item.Samples ? words : SpokenText.WholeWords(words, (int)(words.Length * (double)played / item.Samples));
            }));
        }
    }

    /// <summary>What the model has to forget, since it was not played.</summary>
    /// <param name="position">The line's position behind the last sample that was.</param>
    public IReadOnlyList<SpeechToSpeechCommand> Forget(long position)
    {
        lock (_gate)
        {
            return [.. _items.Where(item => !_isOver || item.PlayedBefore(position) < item.Samples || item.Samples == 0).Select(item => Forget(item, position))];
        }
    }

    /// <summary>Whether the model's words with this id are known.</summary>
    public bool Has(string itemId)
    {
        lock (_gate)
        {
            return _items.Exists(item => item.Id == itemId);
        }
    }

    private SpeechToSpeechCommand Forget(Item item, long position)
    {
        var played = TimeSpan.FromSeconds((double)item.PlayedBefore(position) / lineRate);
        played = played < item.Duration ? played : item.Duration; // More than there is would be refused.
        return played > TimeSpan.Zero ? new SpeechToSpeechCommand.TruncateItem(item.Id, played) : new SpeechToSpeechCommand.DeleteItem(item.Id);
    }

    private Item Find(string id)
    {
        var item = _items.Find(item => item.Id == id);
        if (item is null)
        {
            item = new(id);
            _items.Add(item);
        }

        return item;
    }

    private void Tell(string words)
    {
        Marks?.GotText(words);
        _sentences.Append(words);
        while (_sentences.TryTake(out var sentence))
        {
            Marks?.Speaks(sentence);
        }
    }

    private void EndMarks()
    {
        if (Words is null && Marks is { ChatAsked: not null } marks)
        {
            if (_sentences.TryFlush(out var rest))
            {
                marks.Speaks(rest);
            }

            marks.GotAllText();
        }

        if (Marks is { FirstAudio: not null })
        {
            Marks.GotAllAudio();
        }
    }

    private static string Join(IEnumerable<string> texts) => string.Join(' ', texts.Select(words => words.Trim()).Where(words => words.Length > 0));

    /// <summary>One message of a response.</summary>
    private sealed class Item(string id)
    {
        public string Id => id;

        public string Text { get; set; } = "";

        /// <summary>How much sound has come, in samples of the line.</summary>
        public long Samples { get; set; }

        /// <summary>As much, as the model counts.</summary>
        public TimeSpan Duration { get; set; }

        /// <summary>The line's position of its first sample.</summary>
        public long? Start { get; set; }

        public long PlayedBefore(long position) => Start is { } start ? Math.Clamp(position - start, 0, Samples) : 0;
    }
}
