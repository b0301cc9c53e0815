using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Server.Logs;

/// <summary>Takes out of a text what must not be kept: keys, tokens, passwords, and control characters that would make one line look like several.</summary>
internal static partial class LogScrubber
{
    private const string Hidden = "[hidden]";

    /// <summary>Shorter ones would turn up everywhere by chance.</summary>
    private const int ShortestSecret = 4;

    /// <summary>A line of a secret of several lines, such as a private key, that is long enough to be hidden by itself.</summary>
    private const int ShortestLine = 12;

    /// <summary>What is to be hidden of secrets: they themselves and their long lines, the longest first, so that none is left over of another.</summary>
    public static IReadOnlyCollection<string> ToHide(IEnumerable<string> secrets) =>
    [
        .. secrets.SelectMany(secret => secret.Split('\n', StringSplitOptions.TrimEntries).Where(line => line.Length >= ShortestLine).Prepend(secret))
            .Where(text => text.Length >= ShortestSecret).Distinct().OrderByDescending(text => text.Length),
    ];

    /// <summary>The text without secrets: those of <see cref="ToHide"/>.</summary>
    public static string Hide(string text, IReadOnlyCollection<string> secrets)
        => secrets.Aggregate(text, (shown, secret) => shown.Replace(secret, Hidden, StringComparison.Ordinal));

    /// <summary>The text as it may be kept, of at most so many characters.</summary>
    public static string Clean(string text, IReadOnlyCollection<string> secrets, int longest)
    {
        text = Hide(text, secrets);
        text = Tokens().Replace(text, Hidden);
        text = Named().Replace(text, "${name}" + Hidden);
        return Flatten(text.Length <= longest ? text : $"{text[..(longest - 3)]}...");
    }

    /// <summary>Writes control characters, line ends too, as escapes. Lone halves of surrogate pairs become a question mark, since no database takes them.</summary>
    private static string Flatten(string text)
    {
        var flat = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            _ = rune.Value switch
            {
                '\n' => flat.Append("\\n"),
                '\r' => flat.Append("\\r"),
                '\t' => flat.Append(' '),
                _ when Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029 => flat.Append($"\\u{rune.Value:x4}"),
                0xFFFD => flat.Append('?'),
                _ => flat.Append(rune),
            };
        }

        return flat.ToString();
    }

    [GeneratedRegex(@"\b(?:[ps]k_|pcc_pat_)[A-Za-z0-9_-]{8,}|\beyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex Tokens();

    [GeneratedRegex("(?<name>(?:bearer|basic|digest)\\s+|(?:password|passwd|secret|api[_-]?key|access[_-]?token|token|credential)[\"']?\\s*[=:]\\s*[\"']?)[^\\s\"',;&]+", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase | RegexOptions.NonBacktracking)]
    private static partial Regex Named();
}
