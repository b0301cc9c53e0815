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

    private static readonly string[] SecretWords = ["auth", "token", "secret", "passw", "credential", "cookie", "api-key", "apikey"];

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
        var head = string.Concat(LogicalLine().Matches(text[..split]).Select(line => RedactLine(line.Value)));
        var body = string.Concat(LogicalLine().Matches(text[split..]).Select(line => RedactLine(line.Value)));
        if (!keepsKeys)
        {
            body = HideKeys(ContentType().Match(head).Groups["type"].Value, body);
        }

        var longer = body.Length - (text.Length - split);
        return Encoding.Latin1.GetBytes((longer == 0 ? head : FixLength(head, longer)) + body);
    }

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

        if (RedactDescription(content) is { } description)
        {
            return description + ending;
        }

        if (name.Length > 0 && !name.Contains(' ', StringComparison.Ordinal) && Array.Exists(SecretWords, word => name.Contains(word, StringComparison.OrdinalIgnoreCase)))
        {
            return $"{content[..colon]}: {Mask}{ending}";
        }

        return UriPassword().Replace(SecretPair().Replace(content, $"${{name}}={Mask}"), $"${{before}}:{Mask}@") + ending;
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
        if (contentType.Contains("kpml", StringComparison.OrdinalIgnoreCase))
        {
            return KeyDigits().Replace(body, "${before}?${after}");
        }

        var isKeys = contentType.Contains("dtmf", StringComparison.OrdinalIgnoreCase) || contentType.Contains("digits", StringComparison.OrdinalIgnoreCase);
        return isKeys
            ? AnyLine().Replace(body, line => line.Value.TrimStart().StartsWith("Duration", StringComparison.OrdinalIgnoreCase) ? line.Value : HideValue(line.Value))
            : Signal().Replace(body, "${before}?");
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

    [GeneratedRegex(@"(?<=\S[ \t]*)\r?\n\r?\n|(?<=\S[ \t]*)\r\r", RegexOptions.CultureInvariant)]
    private static partial Regex EmptyLine();

    // A line, its ending, and the lines behind it that begin with a blank.
    [GeneratedRegex(@"[^\n]*(?:\n(?=[ \t]+\S)[^\n]*)*\n|[^\n]+(?:\n(?=[ \t]+\S)[^\n]*)*\n?", RegexOptions.CultureInvariant)]
    private static partial Regex LogicalLine();

    [GeneratedRegex(@"[^\r\n]+", RegexOptions.CultureInvariant)]
    private static partial Regex AnyLine();

    [GeneratedRegex("(?<name>[^\\s,=\"]+)(?:\\s*=\\s*(?<value>\"(?:[^\"\\\\]|\\\\.)*\"?|[^\\s,\"]*))?|\"(?:[^\"\\\\]|\\\\.)*\"?", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex CredentialPart();

    [GeneratedRegex("^(?:realm|domain|nonce|opaque|stale|algorithm|qop|charset|userhash|username\\*?|uri|response|cnonce|nc|nextnonce|rspauth|auts)$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex DigestParameter();

    [GeneratedRegex(
        "\\b(?<name>username|userhash|nonce|cnonce|nextnonce|opaque|response|rspauth|(?:proxy-)?authorization|passwd|password|pwd|secret|token)\\s*=\\s*(?:\"(?:[^\"\\\\]|\\\\.)*\"?|[^,;\\s>&]+)",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex SecretPair();

    [GeneratedRegex("(?<before>\\b(?:sips?|https?|ftp|turns?|stuns?|wss?):(?://)?[^\\s:@<>\"]*):[^\\s@<>\"]*@", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex UriPassword();

    [GeneratedRegex(@"^(?:content-type|c)[ \t]*:\s*(?<type>[^\r\n]*)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ContentType();

    [GeneratedRegex(@"^(?<name>(?:content-length|l)[ \t]*:[ \t]*)(?<length>\d+)", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ContentLength();

    [GeneratedRegex(@"(?<before>^[ \t]*signal[ \t]*=[ \t]*)[^\r\n]+", RegexOptions.IgnoreCase | RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Signal();

    [GeneratedRegex("(?<before>\\bdigits\\s*=\\s*[\"'])[^\"']*(?<after>[\"'])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyDigits();
}
