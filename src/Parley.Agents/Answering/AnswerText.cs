using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Parley.Agents.Answering;

/// <summary>Makes what recognisers write alike: lower case, no accents, no punctuation, digits for numbers, no English contractions, one English spelling.</summary>
internal static class AnswerText
{
    /// <summary>The word of a phrase that stands for any few words.</summary>
    public const string Gap = "*";

    /// <summary>Letters with marks and without; by hand, since a host without its globalisation library cannot decompose them.</summary>
    private const string Marked = "àáâãäåāąçćčďèéêëēęěìíîïīłñńňòóôõöøőřśšťùúûüūůűýÿźżž\u0958\u0959\u095a\u095b\u095c\u095d\u095e";
    private const string Plain = "aaaaaaaacccdeeeeeeeiiiiilnnnooooooorsstuuuuuuuyyzzzकखगजडढफ";

    private const char Nukta = '\u093c';

    private static readonly FrozenDictionary<char, char> s_plain = Marked.Zip(Plain, KeyValuePair.Create).ToFrozenDictionary();

    private static readonly Dictionary<string, string> s_digits = new()
    {
        ["zero"] = "0", ["one"] = "1", ["two"] = "2", ["three"] = "3", ["four"] = "4",
        ["five"] = "5", ["six"] = "6", ["seven"] = "7", ["eight"] = "8", ["nine"] = "9",
    };

    /// <summary>The words of a text.</summary>
    public static string[] Words(string text)
    {
        var plain = new StringBuilder(text.Length + 16);
        foreach (var c in text.ToLowerInvariant().Replace('’', '\''))
        {
            Append(plain, c);
        }

        var words = Expand(plain.ToString()).Replace("'", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = s_digits.GetValueOrDefault(words[i], words[i]);
        }

        return words;
    }

    private static void Append(StringBuilder plain, char c)
    {
        switch (c)
        {
            case 'ß':
                plain.Append("ss");
                break;
            case 'œ':
                plain.Append("oe");
                break;
            case '\'' or '*':
                plain.Append(c);
                break;
            case Nukta or (>= '\u0300' and <= '\u036f'):
                break;
            default:
                // Letters of Hindi carry their vowels as marks of their own.
                var isMark = char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
                plain.Append(isMark || char.IsLetterOrDigit(c) ? s_plain.GetValueOrDefault(c, c) : ' ');
                break;
        }
    }

    private static string Expand(string text) => text
        .Replace("cannot", "can not", StringComparison.Ordinal)
        .Replace("can't", "can not", StringComparison.Ordinal)
        .Replace("won't", "will not", StringComparison.Ordinal)
        .Replace("n't", " not", StringComparison.Ordinal)
        .Replace("'ve", " have", StringComparison.Ordinal)
        .Replace("'re", " are", StringComparison.Ordinal)
        .Replace("i'm", "i am", StringComparison.Ordinal)
        .Replace("'ll", " will", StringComparison.Ordinal)
        .Replace("dialled", "dialed", StringComparison.Ordinal)
        .Replace("recognis", "recogniz", StringComparison.Ordinal)
        .Replace("l'", "l ", StringComparison.Ordinal)
        .Replace("d'", "d ", StringComparison.Ordinal)
        .Replace("c'", "c ", StringComparison.Ordinal)
        .Replace("m'", "m ", StringComparison.Ordinal)
        .Replace("j'", "j ", StringComparison.Ordinal)
        .Replace("n'", "n ", StringComparison.Ordinal);
}
