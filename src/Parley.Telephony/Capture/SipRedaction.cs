using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Telephony.Capture;

/// <summary>
/// Takes what is secret out of a SIP message: credentials, keys of encryption, passwords in addresses, and, unless they are to stay, the keys that somebody pressed. It works on the bytes
/// of the wire, so that a message that cannot be parsed tells no more than one that can.
/// </summary>
internal static partial class SipRedaction
{
    private const string Mask = "***";

    private static readonly HashSet<string> CredentialHeaders = new(StringComparer.OrdinalIgnoreCase)
    {
        "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Proxy-Authentication-Info",
    };

    private static readonly string[] KeyTypes = ["dtmf", "digits", "telephone-event"];

    private static readonly string[] SecretWords = ["auth", "token", "secret", "passw", "credential", "cookie", "-key", "apikey", "api_key", "pwd", "jwt"];

    // What describes a challenge without helping to answer it.
    private static readonly HashSet<string> PublicParameters = new(StringComparer.OrdinalIgnoreCase) { "realm", "algorithm", "qop", "nc", "stale" };

    private static readonly HashSet<string> Schemes = new(StringComparer.OrdinalIgnoreCase) { "Digest", "Basic", "Bearer", "AKA", "NTLM", "Negotiate" };

    /// <summary>The message without its secrets; its Content-Length is that of what is left.</summary>
    /// <param name="message">The message of the wire.</param>
    /// <param name="keepsKeys">Whether pressed keys stay.</param>
    public static byte[] Redact(ReadOnlySpan<byte> message, bool keepsKeys)
    {
        var text = Encoding.Latin1.GetString(message);
        var split = EmptyLine().Match(text) is { Success: true } empty ? empty.Index + empty.Length : text.Length;
        var head = RedactLines(split < text.Length ? text[..split] : XmlRedaction.Redact(text));
        var body = RedactLines(XmlRedaction.Redact(text[split..]));
        if (!keepsKeys)
        {
            body = HideKeys(ContentType().Match(head).Groups["type"].Value, body);
        }

        var longer = body.Length - (text.Length - split);
        return Encoding.Latin1.GetBytes((longer == 0 ? head : FixLength(head, longer)) + body);
    }

    private static string RedactLines(string text) => string.Concat(LogicalLine().Matches(text).Select(line => RedactLine(line.Value)));

    /// <summary>A line with those that continue it. The rules hold for headers and bodies alike: a body may carry headers (sipfrag), and a broken message may have no body's beginning.</summary>
    private static string RedactLine(string line)
    {
        var content = line.TrimEnd('\r', '\n');
        var ending = line[content.Length..];
        var colon = content.IndexOf(':', StringComparison.Ordinal);
        var name = colon < 0 ? "" : content[..colon].Trim();
        if (CredentialHeaders.Contains(name))
        {
            return $"{content[..colon]}: {RedactCredentials(content[(colon + 1)..])}{ending}";
        }

        if (LoneReturn().Split(content) is { Length: > 1 } lines)
        {
            return string.Concat(lines.Select(RedactLine)) + ending; // Session descriptions are read with such lines, too.
        }

        if (RedactDescription(content) is { } description)
        {
            return description + ending;
        }

        if (name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal) && Array.Exists(SecretWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return $"{content[..colon]}: {Mask}{ending}";
        }

        return RedactText(content) + ending;
    }

    /// <summary>Takes what is secret out of words that came from anywhere: a header's value, an address, a reason.</summary>
    public static string RedactText(string text)
    {
        text = SecretPair().Replace(text, $"${{name}}{Mask}");
        text = UriPassword().Replace(text, $"${{before}}:{Mask}@");
        text = EscapedUriPassword().Replace(text, $"${{before}}{Mask}${{at}}");
        return BearerToken().Replace(DescribedKey().Replace(text, Mask), $"${{scheme}}{Mask}");
    }

    /// <summary>The lines of a session description that hold keys (RFC 4568, RFC 8866, RFC 4567, RFC 8839); <see langword="null"/> for any other line.</summary>
    private static string? RedactDescription(string content)
    {
        var start = string.Concat(content.Take(24).Where(letter => !char.IsWhiteSpace(letter)));
        if (start.StartsWith("a=crypto", StringComparison.OrdinalIgnoreCase))
        {
            var key = content.IndexOf("inline:", StringComparison.OrdinalIgnoreCase);
            return key < 0 ? $"a=crypto:{Mask}" : content[..key] + Mask; // Without "inline:", or readers take the plain sound for encrypted.
        }

        return start.StartsWith("k=", StringComparison.OrdinalIgnoreCase) ? $"k={Mask}"
            : start.StartsWith("a=key-mgmt", StringComparison.OrdinalIgnoreCase) ? $"a=key-mgmt:{Mask}"
            : start.StartsWith("a=ice-pwd", StringComparison.OrdinalIgnoreCase) ? $"a=ice-pwd:{Mask}"
            : null;
    }

    /// <summary>Keeps the scheme, the names of what is known, and the values that are public; of anything else only that it was there.</summary>
    private static string RedactCredentials(string value)
    {
        var kept = new StringBuilder();
        var separator = "";
        foreach (Match part in CredentialPart().Matches(value))
        {
            var (name, given) = (part.Groups["name"].Value, part.Groups["value"]);
            var isScheme = !given.Success && Schemes.Contains(name);
            kept.Append(separator).Append(
                isScheme ? name
                : !given.Success || !DigestParameter().IsMatch(name) ? Mask
                : PublicParameters.Contains(name) && IsWhole(given.Value) ? $"{name}={given.Value}"
                : $"{name}=\"{Mask}\"");
            separator = isScheme ? " " : ", ";
        }

        return kept.ToString();
    }

    private static bool IsWhole(string value) => !value.StartsWith('"') || (value.Length > 1 && value.EndsWith('"'));

    /// <summary>Keys in the ways that are known to carry them as text: INFO (dtmf-relay, dtmf and a maker's own), and reports of pressed keys (RFC 4730).</summary>
    private static string HideKeys(string contentType, string body)
    {
        if (contentType.StartsWith("multipart", StringComparison.OrdinalIgnoreCase))
        {
            return string.Concat(PartStart().Split(body).Select(HideKeysOfPart));
        }

        if (contentType.Contains("kpml", StringComparison.OrdinalIgnoreCase))
        {
            return KeyDigits().Replace(body, "${before}?${after}");
        }

        var isKeys = Array.Exists(KeyTypes, type => contentType.Contains(type, StringComparison.OrdinalIgnoreCase));
        return isKeys
            ? AnyLine().Replace(body, line => line.Value.TrimStart().StartsWith("Duration", StringComparison.OrdinalIgnoreCase) ? line.Value : HideValue(line.Value))
            : Signal().Replace(body, "${before}?");
    }

    private static string HideKeysOfPart(string part)
    {
        if (!part.StartsWith("--", StringComparison.Ordinal) || EmptyLine().Match(part) is not { Success: true } empty)
        {
            return Signal().Replace(part, "${before}?");
        }

        var head = part[..(empty.Index + empty.Length)];
        var type = ContentType().Match(head).Groups["type"].Value;
        var isNested = type.StartsWith("multipart", StringComparison.OrdinalIgnoreCase); // Its own parts come behind it.
        return head + HideKeys(isNested ? "" : type, part[head.Length..]);
    }

    private static string HideValue(string line)
    {
        var equals = line.LastIndexOf('=');
        return line.Trim().Length == 0 ? line : $"{line[..(equals + 1)]}?";
    }

    private static string FixLength(string head, int longer) => ContentLength().Replace(
        head,
        found => int.TryParse(found.Groups["length"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) && length + longer >= 0
            ? $"{found.Groups["name"].Value}{length + longer}"
            : found.Value);

    [GeneratedRegex(@"\S[ \t]*(?:\r?\n\r?\n|\r\r)", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLine();

    // A line, its ending, and the lines behind it that begin with a blank.
    [GeneratedRegex(@"(?>[^\n]*(?:\n(?=[ \t])[^\n]*)*)\n?", RegexOptions.CultureInvariant)]
    private static partial Regex LogicalLine();

    [GeneratedRegex(@"(?<=\r)(?!\n)", RegexOptions.CultureInvariant)]
    private static partial Regex LoneReturn();

    [GeneratedRegex("^(?=--)", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PartStart();

    [GeneratedRegex(@"[^\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex AnyLine();

    [GeneratedRegex("(?<name>[^\\s,=\"]+)(?:\\s*=\\s*(?<value>\"(?:[^\"\\\\]|\\\\.)*\"?|[^\\s,\"]*))?|\"(?:[^\"\\\\]|\\\\.)*\"?", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex CredentialPart();

    [GeneratedRegex("^(?:realm|domain|nonce|opaque|stale|algorithm|qop|charset|userhash|username\\*?|uri|response|cnonce|nc|nextnonce|rspauth|auts)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DigestParameter();

    // What a parameter, or a member of JSON, is called that holds a secret, and its value.
    [GeneratedRegex(
        "(?<![\\w-])(?<name>[\\w-]*(?:username|userhash|nonce|opaque|response|rspauth|pn-prid|authorization|passwd|password|pwd|secret|token|credentials?|cookie|jwt|(?:api|access|session|private)[-_]?key)"
            + "(?:\\s*=\\s*|\"\\s*:\\s*))(?:\"(?:[^\"\\\\]|\\\\.)*\"?|'[^'\r\n]*'|[^,;\\s>&]+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex SecretPair();

    [GeneratedRegex("(?<before>\\b(?:sips?|https?|ftp|turns?|stuns?|wss?):(?://)?[^\\s:@<>\"]*):[^\\s@<>\"]{0,1024}@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UriPassword();

    // An address within another's headers: its "@" cannot be there but escaped (RFC 3261, section 19.1.1).
    [GeneratedRegex(
        "(?<before>\\bsips?(?::|%3A)(?:(?!%3A|%40)[^\\s:@<>\"&?]){0,256}(?::|%3A))(?:(?!%40)[^\\s@<>\"&?]){0,1024}(?<at>%40)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EscapedUriPassword();

    // Where a description's line cannot be told: folded, or within an address.
    [GeneratedRegex("(?<![a-z])(?:inline|ice-pwd)(?::|%3A)[^\\s;&<>\"]+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DescribedKey();

    [GeneratedRegex("\\b(?<scheme>bearer(?:\\s|%20)+)[\\w+/=.~-]{8,}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex BearerToken();

    [GeneratedRegex(@"^(?:content-type|c)[ \t]*:\s*(?<type>[^\r\n]*)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ContentType();

    [GeneratedRegex(@"^(?<name>(?:content-length|l)[ \t]*:[ \t]*)(?<length>\d+)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ContentLength();

    [GeneratedRegex(@"(?<before>^[ \t]*signal[ \t]*=[ \t]*)[^\r\n]+", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Signal();

    [GeneratedRegex("(?<before>\\bdigits\\s*=\\s*[\"'])[^\"']*(?<after>[\"'])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyDigits();
}
