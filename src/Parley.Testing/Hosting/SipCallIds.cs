using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace Parley.Testing.Hosting;

/// <summary>Finds out which call a SIP message belongs to, without parsing it whole.</summary>
internal static partial class SipCallIds
{
    /// <summary>Finds the Call-ID, also in its compact form.</summary>
    public static bool TryFind(ReadOnlySpan<byte> message, [NotNullWhen(true)] out string? callId)
    {
        callId = null;
        while (!message.IsEmpty)
        {
            var end = message.IndexOf("\r\n"u8);
            var line = end < 0 ? message : message[..end];
            if (line.IsEmpty)
            {
                return false;
            }

            var colon = line.IndexOf((byte)':');
            if (colon > 0 && IsCallId(line[..colon].TrimEnd((byte)' ')))
            {
                callId = Encoding.ASCII.GetString(line[(colon + 1)..].Trim((byte)' '));
                return true;
            }

            message = end < 0 ? default : message[(end + 2)..];
        }

        return false;
    }

    /// <summary>The phone numbers in the Request-URI and in From, and the Request-URI itself.</summary>
    public static IEnumerable<string> Addresses(string message) =>
        [.. Number().Matches(message).Select(match => match.Groups[1].Value), .. message.Split(' ', 3).Skip(1).Take(1)];

    private static bool IsCallId(ReadOnlySpan<byte> name) =>
        Ascii.EqualsIgnoreCase(name, "call-id"u8) || Ascii.EqualsIgnoreCase(name, "i"u8);

    [GeneratedRegex(@"sip:(\+\d+)@")]
    private static partial Regex Number();
}
