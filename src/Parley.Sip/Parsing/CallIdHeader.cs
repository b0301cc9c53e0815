using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Parley.Sip.Parsing;

/// <summary>Finds out which call a SIP message belongs to, without parsing it whole.</summary>
public static class CallIdHeader
{
    /// <summary>Finds the Call-ID, also in its compact form.</summary>
    /// <param name="message">The message as it is on the wire.</param>
    /// <param name="callId">The Call-ID.</param>
    public static bool TryFind(ReadOnlySpan<byte> message, [NotNullWhen(true)] out string? callId)
    {
        callId = null;
        var isFolded = false;
        message = message.TrimStart("\r\n"u8);
        while (!message.IsEmpty)
        {
            var end = message.IndexOf((byte)'\n');
            var line = (end < 0 ? message : message[..end]).TrimEnd((byte)'\r');
            if (line.IsEmpty)
            {
                return false;
            }

            var colon = line.IndexOf((byte)':');
            if (isFolded || (colon > 0 && IsCallId(line[..colon].TrimEnd(" \t"u8))))
            {
                var value = (isFolded ? line : line[(colon + 1)..]).Trim(" \t"u8);
                callId = Encoding.Latin1.GetString(value);
                isFolded = value.IsEmpty; // Then it stands in the next line.
                if (!isFolded)
                {
                    return true;
                }
            }

            message = end < 0 ? default : message[(end + 1)..];
        }

        return false;
    }

    private static bool IsCallId(ReadOnlySpan<byte> name) => Ascii.EqualsIgnoreCase(name, "call-id"u8) || Ascii.EqualsIgnoreCase(name, "i"u8);
}
