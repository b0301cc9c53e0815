using System.Buffers;
using System.Text;

namespace Parley.Agents.Turns;

/// <summary>
/// Cuts a stream of text into sentences, each as early as it is certain (contract 9.6): terminal punctuation, then space, then the first
/// character of what follows, which tells "Dr. Smith" and "3.5" from an end.
/// </summary>
internal sealed class SentenceAggregator
{
    private static readonly SearchValues<char> s_closers = SearchValues.Create("\"'”’)]»");
    private static readonly HashSet<string> s_abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "Mr", "Mrs", "Ms", "Dr", "Prof", "St", "Sr", "Jr", "No", "Nr", "vs", "approx", "e.g", "i.e", "Inc", "Ltd", "Co", "Hr", "Fr",
    };

    private readonly StringBuilder _pending = new();

    /// <summary>The sentences of a text that is whole.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var aggregator = new SentenceAggregator();
        aggregator.Append(text);
        while (aggregator.TryTake(out var sentence))
        {
            yield return sentence;
        }

        if (aggregator.TryFlush(out var rest))
        {
            yield return rest;
        }
    }

    /// <summary>Adds what came.</summary>
    public void Append(string text) => _pending.Append(text);

    /// <summary>Takes the next sentence, if its end is certain.</summary>
    public bool TryTake(out string sentence)
    {
        var text = _pending.ToString();
        for (var i = 0; i < text.Length; i++)
        {
            var end = EndOfSentence(text, i);
            if (end < 0)
            {
                continue;
            }

            _pending.Remove(0, end);
            sentence = text[..end].Trim();
            if (sentence.Length > 0)
            {
                return true;
            }

            return TryTake(out sentence);
        }

        sentence = "";
        return false;
    }

    /// <summary>Takes the rest, when no more text comes.</summary>
    public bool TryFlush(out string sentence)
    {
        sentence = _pending.ToString().Trim();
        _pending.Clear();
        return sentence.Length > 0;
    }

    /// <summary>
    /// Where the sentence ends whose last mark is at <paramref name="at"/>; -1 when none does, or nothing is certain yet.
    /// </summary>
    private static int EndOfSentence(string text, int at)
    {
        switch (text[at])
        {
            case '\n':
            case '。' or '！' or '？':
                return at + 1;
            case '.' or '!' or '?' or '…':
                var end = at + 1;
                while (end < text.Length && s_closers.Contains(text[end]))
                {
                    end++;
                }

                var next = end;
                while (next < text.Length && char.IsWhiteSpace(text[next]))
                {
                    next++;
                }

                var certain = next > end && next < text.Length;
                return certain && !(text[at] is '.' && (char.IsLower(text[next]) || IsAbbreviation(text.AsSpan(0, at)))) ? end : -1;
            default:
                return -1;
        }
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        var word = before[(before.LastIndexOfAny(' ', '\n', '(') + 1)..];
        var isInitial = word is [var letter] && char.IsUpper(letter) && letter is not 'I';
        var isSpelled = word.Length > 1 && word[^2] is '.' && char.IsLetter(word[^1]);
        return isInitial || isSpelled || s_abbreviations.GetAlternateLookup<ReadOnlySpan<char>>().Contains(word);
    }
}
