namespace Parley.Telephony.Capture;

/// <summary>Names that any file system takes.</summary>
internal static class SafeName
{
    /// <summary>A name in small letters, digits and dashes. Different names of one folder should differ in them.</summary>
    /// <param name="name">Any text.</param>
    /// <param name="longest">How long it may be.</param>
    public static string Of(string name, int longest)
    {
        var letters = string.Concat(name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '-'));
        var words = string.Join('-', letters.Split('-', StringSplitOptions.RemoveEmptyEntries));
        return words.Length == 0 ? "unnamed" : words.Length > longest ? words[..longest].TrimEnd('-') : words;
    }
}
