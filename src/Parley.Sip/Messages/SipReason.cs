using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Parley.Sip.Messages;

/// <summary>The Reason header (RFC 3326): why a request or response was sent, often a Q.850 cause of the telephone network.</summary>
/// <param name="Protocol"><c>Q.850</c>, <c>SIP</c> or another.</param>
/// <param name="Cause">The cause value of that protocol.</param>
/// <param name="Text">Words for people.</param>
public sealed record SipReason(string Protocol, int? Cause, string? Text = null)
{
    /// <summary>Where a Q.850 cause comes from (RFC 8606): <c>U</c> for the user, <c>LN</c>, <c>TN</c>, <c>RLN</c> and others for networks; <see langword="null"/> when it is not said.</summary>
    public string? Location { get; init; }

    /// <summary>A cause of the telephone network (ITU-T Q.850), such as 16 for normal clearing.</summary>
    public static SipReason Q850(int cause, string? text = null) => new("Q.850", cause, text);

    /// <summary>Reads one value. Returns <see langword="false"/> when it is malformed.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, [NotNullWhen(true)] out SipReason? value)
    {
        value = null;
        text = text.Trim();
        var semicolon = text.IndexOf(';');
        var protocol = (semicolon < 0 ? text : text[..semicolon]).TrimEnd();
        if (!SipTokens.IsToken(protocol) || !SipParameters.TryParse(semicolon < 0 ? [] : text[semicolon..], out var parameters))
        {
            return false;
        }

        int? cause = int.TryParse(parameters["cause"], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        value = new(protocol.ToString(), cause, parameters["text"]) { Location = parameters["location"] };
        return true;
    }

    /// <summary>The value as it stands in the header.</summary>
    public override string ToString()
    {
        var cause = Cause is { } c ? string.Create(CultureInfo.InvariantCulture, $";cause={c}") : "";
        var location = Location is null ? "" : $";location={Location}";
        return Text is null ? Protocol + cause + location : $"{Protocol}{cause};text={SipTokens.Quote(Text)}{location}";
    }

    /// <summary>The reason of a message: Q.850 when one is there, else the first that can be read.</summary>
    internal static SipReason? Of(SipMessage message)
    {
        SipReason? first = null;
        foreach (var text in message.Headers.GetValues(SipHeaderNames.Reason))
        {
            if (TryParse(text, out var reason))
            {
                if (reason.Protocol.Equals("Q.850", StringComparison.OrdinalIgnoreCase))
                {
                    return reason;
                }

                first ??= reason;
            }
        }

        return first;
    }
}
