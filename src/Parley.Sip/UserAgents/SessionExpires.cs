using System.Globalization;
using Parley.Sip.Messages;

namespace Parley.Sip.UserAgents;

/// <summary>The header Session-Expires (RFC 4028, section 4): an interval, and which side of this transaction refreshes.</summary>
/// <param name="Interval">How long the session lasts without a refresh.</param>
/// <param name="Refresher"><c>uac</c> or <c>uas</c>; <see langword="null"/> when it is left open.</param>
internal readonly record struct SessionExpires(TimeSpan Interval, string? Refresher)
{
    public const string Client = "uac";
    public const string Server = "uas";

    /// <summary>Reads it from a message; <see langword="null"/> when it is not there, or cannot be read.</summary>
    public static SessionExpires? Of(SipMessage message)
    {
        if (message.Headers[SipHeaderNames.SessionExpires] is not { } text)
        {
            return null;
        }

        var semicolon = text.IndexOf(';', StringComparison.Ordinal);
        var number = semicolon < 0 ? text.AsSpan() : text.AsSpan(0, semicolon);
        if (!uint.TryParse(number.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || !SipParameters.TryParse(semicolon < 0 ? [] : text.AsSpan(semicolon), out var parameters))
        {
            return null;
        }

        var refresher = parameters["refresher"]?.ToLowerInvariant();
        return new(TimeSpan.FromSeconds(seconds), refresher is Client or Server ? refresher : null);
    }

    /// <summary>Seconds as they stand in a header, rounded up.</summary>
    public static string Seconds(TimeSpan time) => ((long)Math.Ceiling(time.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

    public override string ToString() => Refresher is null ? Seconds(Interval) : $"{Seconds(Interval)};refresher={Refresher}";
}
