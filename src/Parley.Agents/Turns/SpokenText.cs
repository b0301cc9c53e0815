namespace Parley.Agents.Turns;

/// <summary>
/// Which words of a bot turn lie at which positions of the line, so that what was really said is known from what was really played.
/// </summary>
/// <param name="sampleRate">The line's rate in Hz.</param>
internal sealed class SpokenText(int sampleRate)
{
    /// <summary>How fast voices speak, for a sentence whose sound has not been made to its end: characters a second.</summary>
    private const double UsualPace = 15;

    private readonly Lock _gate = new();
    private readonly List<Sentence> _sentences = [];

    /// <summary>A sentence's first sample is about to be queued at a position.</summary>
    public void Begin(string text, long position)
    {
        lock (_gate)
        {
            _sentences.Add(new(text, position));
        }
    }

    /// <summary>The last sample of the sentence begun last is queued.</summary>
    public void End(long position)
    {
        lock (_gate)
        {
            _sentences[^1] = _sentences[^1] with { End = position };
        }
    }

    /// <summary>The words whose sound lies before a position; a word that was cut does not count.</summary>
    public string Until(long position)
    {
        lock (_gate)
        {
            return string.Join(' ', _sentences.Select(sentence => Until(sentence, position)).Where(text => text.Length > 0));
        }
    }

    /// <summary>As many characters of a text as are whole words.</summary>
    public static string WholeWords(string text, int characters)
    {
        if (characters == text.Length || text[characters] is ' ')
        {
            return text[..characters];
        }

        var lastSpace = text.LastIndexOf(' ', characters);
        return lastSpace < 0 ? "" : text[..lastSpace];
    }

    private string Until(Sentence sentence, long position)
    {
        if (position <= sentence.Start)
        {
            return "";
        }

        if (sentence.End is { } end && position >= end)
        {
            return sentence.Text;
        }

        var length = sentence.End - sentence.Start ?? (long)(sentence.Text.Length / UsualPace * sampleRate);
        return WholeWords(sentence.Text, (int)Math.Min(sentence.Text.Length, sentence.Text.Length * (double)(position - sentence.Start) / length));
    }

    private sealed record Sentence(string Text, long Start)
    {
        public long? End { get; init; }
    }
}
