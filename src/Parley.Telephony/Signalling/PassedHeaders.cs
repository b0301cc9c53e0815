using Parley.Sip.Messages;

namespace Parley.Telephony.Signalling;

/// <summary>The headers that are passed on between agents and far ends, both ways: X- headers and User-to-User (RFC 7433).</summary>
internal static class PassedHeaders
{
    /// <summary>Those of a message.</summary>
    public static IReadOnlyList<SipHeader> Of(SipMessage message) => [.. message.Headers.Where(header => IsPassed(header.Name))];

    /// <summary>Whether a header of that name is passed on.</summary>
    public static bool IsPassed(string name) =>
        name.StartsWith("X-", StringComparison.OrdinalIgnoreCase) || name.Equals(SipHeaderNames.UserToUser, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a header can be sent: it must not be able to start another one.</summary>
    public static bool IsFit(SipHeader header) =>
        header.Name.Length > 0 && !header.Value.Any(char.IsControl) && header.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
