using System.Globalization;
using System.Text;

namespace Parley.Agents;

/// <summary>Words with which a listener says no more than "I am listening": they do not interrupt.</summary>
/// <param name="words">The words, of any language; two together need no entry of their own.</param>
public sealed class Backchannels(IEnumerable<string> words)
{
    private static readonly Dictionary<string, string[]> s_languages = new(StringComparer.OrdinalIgnoreCase)
    {
        ["en"] = ["uh-huh", "mm-hmm", "mhm", "mm", "hmm", "hm", "uh", "um", "ah", "oh", "yeah", "yep", "yes", "right", "ok", "okay", "sure", "I see", "got it", "go on", "alright", "really"],
        ["de"] = ["mhm", "mm", "hm", "hmm", "äh", "ähm", "ah", "aha", "ach", "ach so", "ja", "jaja", "genau", "gut", "okay", "ok", "stimmt", "klar", "verstehe"],
        ["fr"] = ["mhm", "hm", "euh", "ah", "oui", "ouais", "d'accord", "ok", "bien", "bien sûr", "je vois", "voilà", "tout à fait"],
        ["es"] = ["mhm", "hm", "eh", "ah", "sí", "ya", "claro", "vale", "ok", "bueno", "entiendo", "ajá", "exacto"],
        ["it"] = ["mhm", "eh", "ah", "sì", "certo", "ok", "va bene", "capisco", "esatto", "già"],
        ["pt"] = ["mhm", "hm", "ah", "sim", "pois", "pois é", "claro", "ok", "tá", "tá bom", "certo", "entendo", "aham"],
        ["nl"] = ["mhm", "hm", "eh", "ah", "ja", "jaja", "oké", "ok", "precies", "goed", "klopt", "ik snap het"],
    };

    private readonly string[][] _phrases = [.. words.Select(Split).Where(phrase => phrase.Length > 0).OrderByDescending(phrase => phrase.Length)];

    /// <summary>The languages there are words for, as primary tags.</summary>
    public static IEnumerable<string> Languages => s_languages.Keys.Order(StringComparer.Ordinal);

    /// <summary>Those of English.</summary>
    public static Backchannels Default { get; } = For("en");

    /// <summary>None: every word interrupts.</summary>
    public static Backchannels None { get; } = new([]);

    /// <summary>Those of some languages; a language without words adds none.</summary>
    /// <param name="languages">BCP 47 tags.</param>
    public static Backchannels For(params IEnumerable<string> languages) =>
        new(languages.SelectMany(tag => s_languages.GetValueOrDefault(tag.Split('-')[0], [])));

    /// <summary>Whether a text is nothing but such words.</summary>
    /// <param name="text">What the recogniser heard.</param>
    /// <param name="isWhole">Whether it is all that was said; otherwise the last word may be the beginning of one.</param>
    public bool Match(string text, bool isWhole = true)
    {
        var said = Split(text);
        var at = 0;
        while (at < said.Length)
        {
            var rest = said.AsSpan(at);
            var length = LengthOfMatch(rest);
            if (length == 0)
            {
                return !isWhole && IsBeginning(rest);
            }

            at += length;
        }

        return true;
    }

    private int LengthOfMatch(ReadOnlySpan<string> said)
    {
        foreach (var phrase in _phrases)
        {
            if (said.StartsWith(phrase))
            {
                return phrase.Length;
            }
        }

        return 0;
    }

    private bool IsBeginning(ReadOnlySpan<string> said)
    {
        foreach (var phrase in _phrases)
        {
            if (phrase.Length >= said.Length
                && said[..^1].SequenceEqual(phrase.AsSpan(0, said.Length - 1))
                && phrase[said.Length - 1].StartsWith(said[^1], StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The words, in lower case, without marks or repeated letters: "Mmm-hmm" and "mm hm" are the same.</summary>
    private static string[] Split(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var letter in text.Normalize(NormalizationForm.FormD))
        {
            if (CharUnicodeInfo.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark)
            {
                continue;
            }

            var next = char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ';
            if (plain.Length == 0 || plain[^1] != next)
            {
                plain.Append(next);
            }
        }

        return plain.ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
    }
}
