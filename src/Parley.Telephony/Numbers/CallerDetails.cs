using Parley.Sip.Messages;

namespace Parley.Telephony.Numbers;

/// <summary>What the network says of a caller beside From. Personal data.</summary>
public sealed record CallerDetails
{
    /// <summary>
    /// The number or address that the network vouches for (P-Asserted-Identity, RFC 3325), or what the caller says it would like to be known as
    /// (P-Preferred-Identity); <see langword="null"/> when there is none, or the caller does not want it told.
    /// </summary>
    public string? Identity { get; init; }

    /// <summary>Whether the caller wants to stay unknown (Privacy, RFC 3323).</summary>
    public bool IsPrivate { get; init; }

    /// <summary>Who diverted the call to us, the latest first (Diversion, RFC 5806; else History-Info, RFC 7044).</summary>
    public IReadOnlyList<CallDiversion> Diversions { get; init; } = [];

    /// <summary>Reads them from an INVITE.</summary>
    internal static CallerDetails Of(SipRequest invite)
    {
        var headers = invite.Headers;
        var isPrivate = headers[SipHeaderNames.Privacy] is { } privacy
            && privacy.Split([';', ','], StringSplitOptions.TrimEntries).Any(wish => wish.ToLowerInvariant() is "id" or "user" or "header");
        var said = headers.GetAddresses(SipHeaderNames.PAssertedIdentity).Concat(headers.GetAddresses(SipHeaderNames.PPreferredIdentity)).FirstOrDefault();
        return new()
        {
            Identity = isPrivate || said is null ? null : InboundCalls.NameOf(said.Uri),
            IsPrivate = isPrivate,
            Diversions = headers.Contains(SipHeaderNames.Diversion) ? Diverted(headers) : Retargeted(headers),
        };
    }

    private static List<CallDiversion> Diverted(SipHeaders headers) =>
        [.. headers.GetAddresses(SipHeaderNames.Diversion).Select(by => new CallDiversion(InboundCalls.NameOf(by.Uri), by.Parameters["reason"]))];

    // Each entry is a target; one that has another behind it was left for that one, for the reason that stands at the later one.
    private static List<CallDiversion> Retargeted(SipHeaders headers)
    {
        var targets = headers.GetAddresses(SipHeaderNames.HistoryInfo).ToList();
        return
        [
            .. targets.Skip(1).Select((to, i) => (From: targets[i].Uri, Why: ReasonOf(to.Uri) ?? ReasonOf(targets[i].Uri)))
                .Where(step => step.Why is not null)
                .Select(step => new CallDiversion(InboundCalls.NameOf(step.From.ToRequestUri()), step.Why))
                .Reverse(),
        ];
    }

    // RFC 4458 causes, as a parameter, or a Reason header escaped into the URI.
    private static string? ReasonOf(SipUri uri)
    {
        var status = uri.Parameters["cause"]
            ?? (uri.Headers.FirstOrDefault(header => header.Name.Equals(SipHeaderNames.Reason, StringComparison.OrdinalIgnoreCase)) is { Value: { } reason }
                && SipReason.TryParse(reason, out var parsed) ? $"{parsed.Cause}" : null);
        return status switch
        {
            null => null,
            "404" => "unknown",
            "486" => "user-busy",
            "408" => "no-answer",
            "302" => "unconditional",
            "487" => "deflection",
            "480" => "deflection",
            "503" => "unavailable",
            _ => status,
        };
    }
}

/// <summary>One diversion of a call.</summary>
/// <param name="Party">The number or address that the call was for.</param>
/// <param name="Reason">Why it went on: <c>user-busy</c>, <c>no-answer</c>, <c>unconditional</c> ...; <see langword="null"/> when it is not said.</param>
public sealed record CallDiversion(string Party, string? Reason);
