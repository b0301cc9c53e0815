using Parley.Sip.Messages;
using Parley.Sip.Transactions;

namespace Parley.Sip.UserAgents;

/// <summary>Turns the end of an INVITE into the failure that the owner of the call is told.</summary>
internal static class SipFailures
{
    /// <summary>The failure of an INVITE that got a final response, or none.</summary>
    /// <param name="result">What the transaction gave.</param>
    /// <param name="givenUp">Why we gave up before, if we did.</param>
    public static SipFailure Of(ClientResult result, SipFailureKind? givenUp)
    {
        var response = result.Response;
        if (result.Origin == ResponseOrigin.Network)
        {
            return new(givenUp ?? KindOf(response.Status), response.Status, response.ReasonPhrase)
            {
                Reason = response.Reason,
                RetryAfter = response.Headers.TryGetNumber(SipHeaderNames.RetryAfter, out var seconds) ? TimeSpan.FromSeconds(seconds) : null,
                Contacts = response.Status is >= 300 and < 400 ? ContactsOf(response) : [],
                Response = response,
            };
        }

        return result.Origin == ResponseOrigin.Timeout
            ? new(givenUp ?? SipFailureKind.Timeout, givenUp is null ? 408 : 0, "No answer from the next hop")
            : new(givenUp ?? SipFailureKind.TransportError, 0, "Next hop unreachable");
    }

    /// <summary>The failure of an INVITE that we gave up before anything came back.</summary>
    public static SipFailure Of(SipFailureKind kind, SipReason? reason) =>
        new(kind, kind == SipFailureKind.Timeout ? 408 : 0, kind switch
        {
            SipFailureKind.RingTimeout => "Nobody answered in time",
            SipFailureKind.Timeout => "No answer from the next hop",
            _ => "Cancelled before anything came back",
        })
        { Reason = reason };

    private static SipFailureKind KindOf(int status) => status switch
    {
        < 400 => SipFailureKind.Redirected,
        408 => SipFailureKind.Timeout,
        _ => SipFailureKind.Rejected,
    };

    private static List<NameAddress> ContactsOf(SipResponse response) =>
        [.. response.Headers.GetAddresses(SipHeaderNames.Contact).OrderByDescending(Preference)];

    private static double Preference(NameAddress contact) =>
        double.TryParse(contact.Parameters["q"], System.Globalization.CultureInfo.InvariantCulture, out var q) ? q : 1;
}
