using System.Text;

namespace Parley.Agents.Turns;

/// <summary>Whether words are a yes or a no.</summary>
internal static class ConsentAnswer
{
    /// <returns><see langword="null"/> when they are neither.</returns>
    public static bool? Judge(string words, RecordingConsent consent)
    {
        var text = Plain(words);
        foreach (var yes in consent.Yes.Select(Plain).Where(yes => text.Contains(yes, StringComparison.Ordinal) && consent.No.Any(no => yes.Contains(Plain(no), StringComparison.Ordinal))))
        {
            text = text.Replace(yes, " yes ", StringComparison.Ordinal); // "No problem" is a yes with a no in it.
        }

        return consent.No.Any(no => text.Contains(Plain(no), StringComparison.Ordinal)) ? false
            : text.Contains(" yes ", StringComparison.Ordinal) || consent.Yes.Any(yes => text.Contains(Plain(yes), StringComparison.Ordinal)) ? true
            : null;
    }

    /// <summary>Small letters, one space between and around words.</summary>
    private static string Plain(string words)
    {
        var text = new StringBuilder(" ");
        foreach (var letter in words.Replace('\u2019', '\''))
        {
            if (char.IsLetterOrDigit(letter) || letter is '\'')
            {
                text.Append(char.ToLowerInvariant(letter));
            }
            else if (text[^1] is not ' ')
            {
                text.Append(' ');
            }
        }

        return text[^1] is ' ' ? text.ToString() : text.Append(' ').ToString();
    }
}
