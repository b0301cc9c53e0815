using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Parley.Rtp.Srtp;

namespace Parley.Rtp.Sdp;

/// <summary>An <c>a=crypto</c> line (RFC 4568): a key in the session description itself. It is as safe as the signalling that carries it.</summary>
/// <param name="Tag">What the answer names it by.</param>
/// <param name="Key">The key, with its suite.</param>
internal sealed record CryptoAttribute(int Tag, SrtpKey Key)
{
    /// <summary>The attribute's name.</summary>
    public const string Name = "crypto";

    private const string Method = "inline:";
    private const int MostTag = 999_999_999;

    /// <summary>Reads the value of the attribute.</summary>
    /// <param name="value">What stands behind <c>a=crypto:</c>.</param>
    /// <param name="line">The line, when it can be used.</param>
    /// <param name="error">Why it cannot; never shows the key.</param>
    public static bool TryParse(string value, [NotNullWhen(true)] out CryptoAttribute? line, [NotNullWhen(false)] out string? error)
    {
        line = null;
        if (value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var tagText, var suiteName, var keys, .. var parameters]
            || !int.TryParse(tagText, NumberStyles.None, CultureInfo.InvariantCulture, out var tag)
            || tag > MostTag)
        {
            error = "it is not of the form 'tag suite inline:key'";
        }
        else if (!SrtpSuite.TryGet(suiteName, out var suite))
        {
            error = $"the suite {Shorten(suiteName)} is not known";
        }
        else if (parameters.FirstOrDefault(IsBinding) is { } unmet)
        {
            error = $"the session parameter {Shorten(unmet)} is not supported";
        }
        else if (TryReadKey(keys, suite, out var key, out error))
        {
            line = new(tag, key);
        }

        return line is not null;
    }

    /// <summary>The attribute. Secret.</summary>
    public AttributeLine ToLine() =>
        new(Name, string.Create(CultureInfo.InvariantCulture, $"{Tag} {Key.Suite.Name} {Method}{Convert.ToBase64String(Key.KeyAndSalt)}"));

    /// <summary>Whether a parameter must be obeyed by whoever takes the line (section 6.3): a window size is a hint, and FEC is not spoken here at all.</summary>
    private static bool IsBinding(string parameter) =>
        !parameter.StartsWith('-')
        && !parameter.StartsWith("WSH=", StringComparison.OrdinalIgnoreCase)
        && !parameter.StartsWith("FEC_", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads <c>inline:key[|lifetime][|identifier:length]</c>. The lifetime is the sender's own affair: whoever gives a key renews it in time.</summary>
    private static bool TryReadKey(string text, SrtpSuite suite, [NotNullWhen(true)] out SrtpKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        if (!text.StartsWith(Method, StringComparison.OrdinalIgnoreCase))
        {
            error = "its key is not given as inline:";
            return false;
        }

        if (text.Contains(';', StringComparison.Ordinal))
        {
            error = "several keys in one line are not supported";
            return false;
        }

        var parts = text[Method.Length..].Split('|');
        var bytes = new byte[suite.KeyLength + suite.SaltLength];
        if (!TryDecode(parts[0], bytes))
        {
            error = $"its key is not the base64 of {bytes.Length} bytes";
            return false;
        }

        Span<byte> identifier = stackalloc byte[SrtpKey.LongestIdentifier];
        var identifierLength = 0;
        if (parts.Length > 3 || !(parts is [_, _, _] ? IsLifetime(parts[1]) && TryReadIdentifier(parts[2], identifier, out identifierLength)
            : parts is not [_, var only] || IsLifetime(only) || TryReadIdentifier(only, identifier, out identifierLength)))
        {
            error = "what stands behind its key is neither a lifetime nor a key identifier";
            return false;
        }

        key = new(suite, bytes, identifier[..identifierLength]);
        error = null;
        return true;
    }

    /// <summary>Reads base64 whether or not it is padded: both are seen.</summary>
    private static bool TryDecode(string text, Span<byte> bytes)
    {
        var bare = text.TrimEnd('=');
        return bare.Length == ((bytes.Length * 4) + 2) / 3
            && Convert.TryFromBase64String(bare.PadRight((bare.Length + 3) / 4 * 4, '='), bytes, out var written)
            && written == bytes.Length;
    }

    private static bool IsLifetime(string text)
    {
        var number = text.StartsWith("2^", StringComparison.Ordinal) ? text[2..] : text;
        return ulong.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value > 0;
    }

    /// <summary>Reads <c>value:length</c>: a number in so many bytes, the highest first.</summary>
    private static bool TryReadIdentifier(string text, Span<byte> identifier, out int length)
    {
        length = 0;
        if (text.Split(':') is not [var valueText, var lengthText]
            || !ulong.TryParse(valueText, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            || !int.TryParse(lengthText, NumberStyles.None, CultureInfo.InvariantCulture, out length)
            || length is < 1 or > SrtpKey.LongestIdentifier
            || (length < sizeof(ulong) && value >> (8 * length) != 0))
        {
            length = 0;
            return false;
        }

        Span<byte> number = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(number, value);
        identifier[..length].Clear();
        var digits = Math.Min(length, sizeof(ulong));
        number[^digits..].CopyTo(identifier[(length - digits)..]);
        return true;
    }

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "...";
}
