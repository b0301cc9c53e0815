using System.Text;

namespace Parley.Agents.Rtvi;

/// <summary>Puts the pieces of a model's answer together to sentences, so that what must not be shown is seen whole.</summary>
internal sealed class SentencesToShow
{
    // Somebody who never ends a sentence is shown in parts.
    private const int LongestSentence = 1000;

    private readonly StringBuilder _text = new();

    /// <summary>Adds a piece, and gives the sentences that are complete: those behind which there is white space.</summary>
    public string Take(string piece)
    {
        _text.Append(piece);
        if (_text.Length >= LongestSentence)
        {
            return TakeAll();
        }

        var text = _text.ToString();
        var end = text.Length - 1;
        while (end > 0 && !(char.IsWhiteSpace(text[end]) && text[end - 1] is '.' or '!' or '?' or ':' or '\n'))
        {
            end--;
        }

        _text.Remove(0, end > 0 ? end : 0);
        return end > 0 ? text[..end] : "";
    }

    /// <summary>Gives the rest.</summary>
    public string TakeAll()
    {
        var rest = _text.ToString();
        _text.Clear();
        return rest;
    }
}
