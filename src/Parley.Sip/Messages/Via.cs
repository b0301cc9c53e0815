using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Parley.Sip.Messages;

/// <summary>One hop of a request's way, along which its responses return (RFC 3261, section 20.42).</summary>
/// <param name="Transport">Transport in upper case: <c>UDP</c>, <c>TCP</c>, <c>TLS</c>.</param>
/// <param name="Host">Host of sent-by.</param>
/// <param name="Port">Port of sent-by; <see langword="null"/> for the default.</param>
public sealed record Via(string Transport, string Host, int? Port)
{
    /// <summary>What a branch of RFC 3261 begins with.</summary>
    public const string MagicCookie = "z9hG4bK";

    /// <summary>Parameters: <c>branch</c>, <c>received</c>, <c>rport</c> ...</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>The branch, when there is one.</summary>
    public string? Branch => Parameters["branch"];

    /// <summary>Whether the branch is one of RFC 3261, unique by itself: the cookie and something after it.</summary>
    public bool HasUniqueBranch => Branch is { } b && b.Length > MagicCookie.Length && b.StartsWith(MagicCookie, StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads one value. Returns <see langword="false"/> when it is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out Via? value)
    {
        value = null;
        text = text.Trim();
        if (!TryTake(ref text, '/', out var protocol) || !protocol.Equals("SIP", StringComparison.OrdinalIgnoreCase)
            || !TryTake(ref text, '/', out var version) || version is not "2.0")
        {
            return false;
        }

        var space = text.IndexOfAny(' ', '\t');
        if (space <= 0 || !SipTokens.IsToken(text[..space]))
        {
            return false;
        }

        var transport = text[..space].ToString().ToUpperInvariant();
        text = text[space..].TrimStart();
        var semicolon = text.IndexOf(';');
        var sentBy = RemoveSpaces(semicolon < 0 ? text : text[..semicolon]);
        if (!SipUri.TryParseHostPort(sentBy, out var host, out var port)
            || !SipParameters.TryParse(semicolon < 0 ? [] : text[semicolon..], out var parameters))
        {
            return false;
        }

        value = new(transport, host, port) { Parameters = parameters };
        return true;
    }

    /// <summary>The value as it stands in the header.</summary>
    public override string ToString()
    {
        var builder = new StringBuilder(96).Append("SIP/2.0/").Append(Transport).Append(' ').Append(Host);
        if (Port is { } port)
        {
            builder.Append(CultureInfo.InvariantCulture, $":{port}");
        }

        return Parameters.AppendTo(builder).ToString();
    }

    private static bool TryTake(ref ReadOnlySpan<char> text, char delimiter, out ReadOnlySpan<char> part)
    {
        var end = text.IndexOf(delimiter);
        part = end < 0 ? [] : text[..end].Trim();
        text = end < 0 ? [] : text[(end + 1)..].TrimStart();
        return end >= 0;
    }

    // "host : port" is legal, and rare.
    private static ReadOnlySpan<char> RemoveSpaces(ReadOnlySpan<char> sentBy)
    {
        var trimmed = sentBy.Trim();
        var colon = trimmed.LastIndexOf(':');
        return colon > 0 && trimmed.ContainsAny(' ', '\t')
            ? string.Concat(trimmed[..colon].TrimEnd(), ":", trimmed[(colon + 1)..].TrimStart())
            : trimmed;
    }
}
