using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Sip.Messages;

/// <summary>A display name, a URI and parameters, as in From, To, Contact, Route (RFC 3261, section 20.10).</summary>
/// <param name="Uri">The address.</param>
/// <param name="DisplayName">The name shown, unquoted; <see langword="null"/> for none.</param>
public sealed record NameAddress(SipUri Uri, string? DisplayName = null)
{
    /// <summary>Parameters of the header, such as <c>tag</c>; those of the URI are in <see cref="SipUri.Parameters"/>.</summary>
    public SipParameters Parameters { get; init; } = SipParameters.Empty;

    /// <summary>The tag, when there is one.</summary>
    public string? Tag => Parameters["tag"];

    /// <summary>The same address with that tag.</summary>
    public NameAddress WithTag(string tag) => this with { Parameters = Parameters.With("tag", tag) };

    /// <summary>Reads an address that must be right (configuration, a constant).</summary>
    /// <exception cref="FormatException">The text is no address.</exception>
    public static NameAddress Parse(string text) =>
        TryParse(text, out var value) ? value : throw new FormatException($"'{text}' is not a name and address.");

    /// <summary>Reads one address. Returns <see langword="false"/> when it is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out NameAddress? value)
    {
        value = null;
        text = text.Trim();
        string? name = null;
        if (text.StartsWith("\""))
        {
            if (!SipTokens.TryUnquote(text, out name, out var consumed))
            {
                return false;
            }

            text = text[consumed..].TrimStart();
            if (!text.StartsWith("<"))
            {
                return false;
            }
        }

        var open = text.IndexOf('<');
        return open < 0 ? TryReadBare(text, out value) : TryReadBracketed(text, open, name, out value);
    }

    /// <summary>The value as it stands in the header.</summary>
    public override string ToString()
    {
        var builder = new StringBuilder(96);
        if (DisplayName is { Length: > 0 })
        {
            builder.Append(SipTokens.Quote(DisplayName)).Append(' ');
        }

        builder.Append('<').Append(Uri).Append('>');
        return Parameters.AppendTo(builder).ToString();
    }

    private static bool TryReadBracketed(ReadOnlySpan<char> text, int open, string? name, [NotNullWhen(true)] out NameAddress? value)
    {
        value = null;
        var close = text[open..].IndexOf('>') + open;
        var unquoted = text[..open].Trim();
        if (close < open || unquoted.Contains('"')
            || !SipUri.TryParse(text[(open + 1)..close], out var uri)
            || !SipParameters.TryParse(text[(close + 1)..], out var parameters))
        {
            return false;
        }

        value = new(uri, name ?? (unquoted.IsEmpty ? null : unquoted.ToString())) { Parameters = parameters };
        return true;
    }

    // Without brackets the parameters belong to the header, and headers in the URI are not allowed.
    private static bool TryReadBare(ReadOnlySpan<char> text, [NotNullWhen(true)] out NameAddress? value)
    {
        value = null;
        var at = text.IndexOf('@');
        var semicolon = text[(at + 1)..].IndexOf(';');
        var end = semicolon < 0 ? text.Length : semicolon + at + 1;
        if (!SipUri.TryParse(text[..end].TrimEnd(), out var uri) || uri.Headers.Count > 0
            || !SipParameters.TryParse(text[end..], out var parameters))
        {
            return false;
        }

        value = new(uri) { Parameters = parameters };
        return true;
    }
}
