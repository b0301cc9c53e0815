using System.Buffers;
using System.Globalization;
using System.Text;

namespace Parley.Sip.Messages;

/// <summary>Percent-escaping in URIs: what each part may carry unescaped (RFC 3261, section 25.1).</summary>
internal static class SipUriEscaping
{
    private const string Unreserved = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.!~*'()";

    private static readonly SearchValues<char> UserChars = SearchValues.Create(Unreserved + "&=+$,;?/");
    private static readonly SearchValues<char> PasswordChars = SearchValues.Create(Unreserved + "&=+$,");
    private static readonly SearchValues<char> ParameterChars = SearchValues.Create(Unreserved + "[]/:&+$%");
    private static readonly SearchValues<char> HeaderChars = SearchValues.Create(Unreserved + "[]/?:+$");

    public static void AppendUser(StringBuilder builder, string text) => Append(builder, text, UserChars);

    public static void AppendPassword(StringBuilder builder, string text) => Append(builder, text, PasswordChars);

    public static void AppendParameters(StringBuilder builder, SipParameters parameters)
    {
        foreach (var (name, value) in parameters)
        {
            Append(builder.Append(';'), name, ParameterChars);
            if (value is not null)
            {
                Append(builder.Append('='), value, ParameterChars);
            }
        }
    }

    public static void AppendHeader(StringBuilder builder, string name, string value)
    {
        Append(builder, name, HeaderChars);
        Append(builder.Append('='), value, HeaderChars);
    }

    /// <summary>Reads <c>a=b&amp;c=d</c>; <see langword="null"/> when malformed.</summary>
    public static IReadOnlyList<SipHeader>? ReadHeaders(ReadOnlySpan<char> text)
    {
        var headers = new List<SipHeader>();
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            var equals = pair.IndexOf('=');
            var name = equals <= 0 ? null : Unescape(pair[..equals]);
            var value = equals <= 0 ? null : Unescape(pair[(equals + 1)..]);
            if (value is null || !SipTokens.IsToken(name))
            {
                return null;
            }

            headers.Add(new(name!, value));
        }

        return headers;
    }

    /// <summary>Decodes %HH sequences as UTF-8; <see langword="null"/> when one is broken.</summary>
    public static string? Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('%'))
        {
            return text.ToString();
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> utf8 = stackalloc byte[4];
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                Rune.DecodeFromUtf16(text[i..], out var rune, out var consumed);
                bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
                i += consumed - 1;
            }
            else if (i + 2 < text.Length && byte.TryParse(text.Slice(i + 1, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                bytes.Add(value);
                i += 2;
            }
            else
            {
                return null;
            }
        }

        return Encoding.UTF8.GetString([.. bytes]);
    }

    private static void Append(StringBuilder builder, string text, SearchValues<char> allowed)
    {
        if (!text.AsSpan().ContainsAnyExcept(allowed))
        {
            builder.Append(text);
            return;
        }

        foreach (var b in Encoding.UTF8.GetBytes(text))
        {
            if (allowed.Contains((char)b))
            {
                builder.Append((char)b);
            }
            else
            {
                builder.Append(CultureInfo.InvariantCulture, $"%{b:X2}");
            }
        }
    }
}
