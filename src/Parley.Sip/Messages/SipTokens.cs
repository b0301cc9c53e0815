using System.Buffers;

namespace Parley.Sip.Messages;

/// <summary>The character classes of RFC 3261, section 25.1, and the quoting rules.</summary>
internal static class SipTokens
{
    private const string Token = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-.!%*_+`'~";

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(Token);
    private static readonly SearchValues<byte> TokenBytes = SearchValues.Create([.. Token.Select(c => (byte)c)]);

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    public static bool IsToken(ReadOnlySpan<byte> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenBytes);

    /// <summary>A method name as a string, without an allocation for those we know.</summary>
    public static string Intern(ReadOnlySpan<char> method) => method switch
    {
        SipMethods.Invite => SipMethods.Invite,
        SipMethods.Ack => SipMethods.Ack,
        SipMethods.Bye => SipMethods.Bye,
        SipMethods.Cancel => SipMethods.Cancel,
        SipMethods.Options => SipMethods.Options,
        SipMethods.Register => SipMethods.Register,
        SipMethods.Info => SipMethods.Info,
        _ => method.ToString(),
    };

    /// <summary>Quotes a text: <c>"</c> and <c>\</c> are escaped, control characters are dropped.</summary>
    public static string Quote(string text)
    {
        if (!text.AsSpan().ContainsAny('"', '\\') && !text.Any(char.IsControl))
        {
            return $"\"{text}\"";
        }

        var builder = new System.Text.StringBuilder(text.Length + 8).Append('"');
        foreach (var c in text.Where(c => !char.IsControl(c)))
        {
            if (c is '"' or '\\')
            {
                builder.Append('\\');
            }

            builder.Append(c);
        }

        return builder.Append('"').ToString();
    }

    /// <summary>Takes a quoted string off the front. Returns <see langword="false"/> when it never ends.</summary>
    public static bool TryUnquote(ReadOnlySpan<char> text, out string value, out int consumed)
    {
        (value, consumed) = ("", 0);
        var rest = text[1..];
        var plain = rest.IndexOfAny('"', '\\');
        if (plain < 0)
        {
            return false;
        }

        if (rest[plain] == '"')
        {
            (value, consumed) = (rest[..plain].ToString(), plain + 2);
            return true;
        }

        var builder = new System.Text.StringBuilder();
        for (var i = 1; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"':
                    (value, consumed) = (builder.ToString(), i + 1);
                    return true;
                case '\\' when i + 1 < text.Length:
                    builder.Append(text[++i]);
                    break;
                default:
                    builder.Append(text[i]);
                    break;
            }
        }

        return false;
    }
}
