using System.Globalization;
using Parley.Sip.Messages;

namespace Parley.Sip.Parsing;

/// <summary>Where the body ends (RFC 3261, section 18.3).</summary>
internal static class SipContentLength
{
    /// <summary>
    /// Cuts the body out of what follows the headers. Over a datagram a missing length means all of it, and octets beyond the length are
    /// ignored. Returns <see langword="false"/> when the length is no number, is contradicted by another, or promises more than is there.
    /// </summary>
    public static bool TryTakeBody(SipHeaders headers, ReadOnlyMemory<byte> rest, out ReadOnlyMemory<byte> body)
    {
        body = default;
        var first = headers.IndexOf(SipHeaderNames.ContentLength, 0);
        if (first < 0)
        {
            body = rest;
            return true;
        }

        if (!TryRead(headers[first].Value, out var length) || length > rest.Length)
        {
            return false;
        }

        for (var i = headers.IndexOf(SipHeaderNames.ContentLength, first + 1); i >= 0; i = headers.IndexOf(SipHeaderNames.ContentLength, i + 1))
        {
            if (!TryRead(headers[i].Value, out var other) || other != length)
            {
                return false;
            }
        }

        // A copy: a request is kept for half a minute, and with a slice of it the whole datagram would be.
        body = rest[..length].ToArray();
        return true;
    }

    private static bool TryRead(string text, out int length) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out length);
}
