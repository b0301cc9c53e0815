using System.Globalization;

namespace Parley.Sip.Messages;

/// <summary>Sequence number and method of a request (RFC 3261, section 20.16).</summary>
/// <param name="Number">Below 2^31.</param>
/// <param name="Method">Method of the request, also in its responses.</param>
public readonly record struct CSeq(uint Number, string Method)
{
    /// <summary>Reads the header's value. Returns <see langword="false"/> when it is malformed or out of range.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out CSeq value)
    {
        value = default;
        var trimmed = text.Trim();
        var end = trimmed.IndexOfAny(' ', '\t');
        if (end <= 0
            || !uint.TryParse(trimmed[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            || number > int.MaxValue)
        {
            return false;
        }

        var method = trimmed[end..].TrimStart();
        if (method.IsEmpty || method.ContainsAny(' ', '\t'))
        {
            return false;
        }

        value = new(number, SipTokens.Intern(method));
        return true;
    }

    /// <summary>The value as it stands in the header.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Number} {Method}");
}
