namespace Parley.Sip.Messages;

/// <summary>Extensions by the names that stand in Supported, Require and Unsupported.</summary>
internal static class SipOptionTags
{
    /// <summary>Reliable provisional responses (RFC 3262).</summary>
    public const string Reliable = "100rel";

    /// <summary>Session timers (RFC 4028).</summary>
    public const string Timer = "timer";

    /// <summary>An INVITE in place of another call (RFC 3891).</summary>
    public const string Replaces = "replaces";

    /// <summary>Whether the sender of a message knows an extension.</summary>
    public static bool Supports(this SipMessage message, string tag) => Lists(message, SipHeaderNames.Supported, tag) || message.Requires(tag);

    /// <summary>Whether the sender of a message insists on an extension.</summary>
    public static bool Requires(this SipMessage message, string tag) => Lists(message, SipHeaderNames.Require, tag);

    private static bool Lists(SipMessage message, string header, string tag) => message.Headers.GetValues(header).Contains(tag, StringComparer.OrdinalIgnoreCase);
}
