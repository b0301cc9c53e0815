namespace Parley.Testing.Reports;

/// <summary>Names that any file system takes.</summary>
internal static class FileName
{
    private const int Longest = 60;

    /// <summary>A name in small letters, digits and dashes. Different names of one report should differ in them.</summary>
    public static string Of(string name)
    {
        var letters = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        var words = string.Join('-', letters.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? "unnamed" : words.Length > Longest ? words[..Longest].TrimEnd('-') : words;
    }
}
