using System.Text.RegularExpressions;

namespace Parley.Telephony.Capture;

/// <summary>
/// Takes what is secret out of XML (presence, dialog and conference information, what a maker adds of its own): what stands in an element whose name says so, and what one of a general name holds
/// that is named so by an attribute. By its text, since what is no XML by the rules may hold a secret all the same. An element that never ends is secret to its end.
/// </summary>
internal static partial class XmlRedaction
{
    private const string Mask = "***";

    // The name of what is secret, or a part of it.
    private const string Secret =
        "(?:passw(?:or)?d|passphrase|passcode|pwd|secret|token|credentials?|cookie|jwt|authorization|auth[-_.]?key|(?:api|access|session|private|shared|master|encryption)[-_.]?key)";

    // Names that would mean too much as a part of another.
    private const string SecretAlone = "(?:pass|pin|ha1|nonce)";

    // What stands in angle brackets and is an address.
    private const string Scheme = "(?:sips?|tel|https?|wss?|urn|pres|im|mailto)";

    /// <summary>The text without its secrets.</summary>
    public static string Redact(string text) => !text.Contains('<', StringComparison.Ordinal) ? text
        : Element().Replace(Named().Replace(text, HideNamed), found => found.Groups["open"].Value + Hide(found.Groups["content"].Value) + found.Groups["close"].Value);

    private static string HideNamed(Match found) => Value().Replace(found.Groups["open"].Value, $"${{before}}\"{Mask}\"") + Hide(found.Groups["content"].Value);

    private static string Hide(string content) => string.IsNullOrWhiteSpace(content) ? content : Mask;

    [GeneratedRegex(
        "(?<open><(?<name>(?!" + Scheme + ":)(?:[\\w.-]+:)?(?:[\\w.-]*" + Secret + "[\\w.-]*|" + SecretAlone + "))(?:\\s[^<>]*)?(?<!/)>)(?<content>(?:(?!</\\k<name>\\s*>).)*)(?<close></\\k<name>\\s*>|\\z)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Element();

    [GeneratedRegex(
        "(?<open><[\\w.:-]+\\s[^<>]{0,4096}?\\b(?:name|key|id|type)\\s*=\\s*(?:\"[^\"<>]*?" + Secret + "[^\"<>]*\"|'[^'<>]*?" + Secret + "[^'<>]*'|[\"']" + SecretAlone + "[\"'])(?:\"[^\"]*\"|'[^']*'|[^<>\"']){0,4096}>)"
            + "(?<content>(?:<!\\[CDATA\\[(?:(?!\\]\\]>).)*(?:\\]\\]>)?|[^<])*)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Named();

    [GeneratedRegex("(?<before>\\b(?:value|val|content|default)\\s*=\\s*)(?:\"[^\"]*\"?|'[^']*'?)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex Value();
}
