using System.Globalization;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Telephony.Outcomes;

/// <summary>Reads the last event of a SIP call.</summary>
internal static class Verdicts
{
    /// <summary>The end of a dial-out that was not answered.</summary>
    public static Verdict OfFailure(SipFailure failure, bool rang, bool weHungUp = false)
    {
        var (ending, party) = failure.Kind switch
        {
            _ when weHungUp => (CallEnding.Cancelled, CallParty.Us),
            SipFailureKind.Cancelled => (CallEnding.Cancelled, CallParty.Us),
            SipFailureKind.RingTimeout => (CallEnding.NoAnswer, CallParty.Us),
            SipFailureKind.TransportError => (CallEnding.Unreachable, CallParty.Network),
            SipFailureKind.Redirected => (CallEnding.Redirected, CallParty.Network),
            SipFailureKind.Timeout when failure.Response is not null && rang => (CallEnding.NoAnswer, CallParty.None),
            SipFailureKind.Timeout => (CallEnding.Unreachable, CallParty.Network),
            _ => OfRejection(failure, rang),
        };
        var said = HasStatus(failure);
        var silent = failure.Kind == SipFailureKind.Timeout && !said;
        return new(ending, party)
        {
            SipStatus = said ? failure.Status : null,
            SipReason = said ? failure.ReasonPhrase : null,
            Cause = CauseOf(failure.Reason) ?? (ending == CallEnding.Cancelled ? Q850.NormalClearing : silent ? Q850.TimerExpiry : null),
            CauseIsDerived = silent,
            Error = ending == CallEnding.Cancelled ? null : Describe(failure),
            RetryAfter = failure.RetryAfter,
            Redirects = [.. failure.Contacts.Select(contact => contact.Uri.ToString())],
        };
    }

    /// <summary>The end of an incoming call that was not answered: refused by us, or given up by the caller.</summary>
    public static Verdict OfUnanswered(SipFailure failure, bool refused) =>
        new(refused ? CallEnding.Cancelled : CallEnding.Abandoned, refused ? CallParty.Us : CallParty.FarEnd)
        {
            SipStatus = failure.Status > 0 ? failure.Status : null,
            SipReason = failure.Status > 0 ? failure.ReasonPhrase : null,
            Cause = CauseOf(failure.Reason),
            Error = failure.Kind is SipFailureKind.TransportError or SipFailureKind.Timeout ? Describe(failure) : null,
        };

    /// <summary>The end of an answered call.</summary>
    public static Verdict OfEnd(CallEnded ended, bool weHungUp)
    {
        var cause = CauseOf(ended.Reason);
        var (ending, party) = (ended.ByRemote, weHungUp) switch
        {
            (true, _) when cause is { } fault && Q850.IsNetworkFault(fault) => (CallEnding.Dropped, CallParty.Network),
            (true, _) => (CallEnding.Completed, CallParty.FarEnd),
            (false, true) => (CallEnding.Completed, CallParty.Us),
            _ => (CallEnding.Dropped, CallParty.Network),
        };
        return new(ending, party) { Cause = cause, Error = ending == CallEnding.Dropped ? $"the call was cut{DescribeCause(ended.Reason)}" : null };
    }

    /// <summary>Off-hook without common media: acknowledged, then hung up by us.</summary>
    public static Verdict OfMediaFailure(string error) =>
        new(CallEnding.MediaFailed, CallParty.Us) { SipStatus = 200, SipReason = "OK", Cause = Q850.IncompatibleDestination, Error = error };

    private static (CallEnding Ending, CallParty Party) OfRejection(SipFailure failure, bool rang)
    {
        var ending = EndingOf(failure, rang);
        var party = ending switch
        {
            CallEnding.Busy or CallEnding.Refused => CallParty.FarEnd,
            CallEnding.NoAnswer => CallParty.None,
            _ => CallParty.Network,
        };
        return (ending, party);
    }

    // A trunk's own "no" (credentials, permission, balance) stays one, whatever cause is beside it: "refused" is the callee's word only.
    private static CallEnding EndingOf(SipFailure failure, bool rang)
    {
        if (failure.Status is 401 or 402 or 403 or 407)
        {
            return CallEnding.NotAllowed;
        }

        var ending = (CauseOf(failure.Reason) is { } cause ? Q850.EndingOf(cause, rang) : null) ?? OfStatus(failure.Status, rang);
        return ending == CallEnding.Refused && !IsCallees(failure, rang) ? CallEnding.NotAllowed : ending;
    }

    // Cause 21 is said by users and by networks alike, and 603 also by a network that blocks the call ("603+", ATIS-1000099; location of RFC 8606).
    private static bool IsCallees(SipFailure failure, bool rang) => failure switch
    {
        { Status: 603, ReasonPhrase: var words } when words.Equals("Network Blocked", StringComparison.OrdinalIgnoreCase) => false,
        { Status: 608 } => false,   // Said by an analytics engine in between (RFC 8688), also when it rang.
        { Reason.Location: { } location } => location.Equals("U", StringComparison.OrdinalIgnoreCase) || location.Equals("RPN", StringComparison.OrdinalIgnoreCase),
        _ => rang || failure.Status is 480 or 486 or 487 or 600 or 603 or 607,
    };

    private static CallEnding OfStatus(int status, bool rang) => status switch
    {
        404 or 410 or 604 => CallEnding.NotInService,
        405 or 406 or 413 or 414 or 415 or 416 or 420 or 421 or 488 or 493 or 501 or 505 or 513 or 606 => CallEnding.Incompatible,
        408 => rang ? CallEnding.NoAnswer : CallEnding.Unreachable,
        480 => rang ? CallEnding.NoAnswer : CallEnding.Unavailable,
        484 or 485 => CallEnding.InvalidNumber,
        486 or 600 => CallEnding.Busy,
        487 => CallEnding.NoAnswer,
        491 or 500 or 502 or 503 or 504 => CallEnding.Congestion,
        603 or 607 => CallEnding.Refused,
        428 or 433 or 436 or 437 or 438 or 608 => CallEnding.NotAllowed,
        >= 500 and < 600 => CallEnding.Congestion,
        _ => CallEnding.Failed,
    };

    private static int? CauseOf(SipReason? reason) =>
        reason is { Protocol: var protocol, Cause: { } cause } && protocol.Equals("Q.850", StringComparison.OrdinalIgnoreCase) ? cause : null;

    // Our own 408 of timer B is nobody's word.
    private static bool HasStatus(SipFailure failure) =>
        failure.Status > 0 && (failure.Kind != SipFailureKind.Timeout || failure.Response is not null);

    private static string Describe(SipFailure failure)
    {
        var words = HasStatus(failure)
            ? string.Create(CultureInfo.InvariantCulture, $"{failure.Status} {failure.ReasonPhrase}")
            : failure.ReasonPhrase;
        return failure.Kind == SipFailureKind.RingTimeout ? "not answered within the ring timeout" : words + DescribeCause(failure.Reason);
    }

    private static string DescribeCause(SipReason? reason) => (CauseOf(reason), reason?.Text) switch
    {
        ({ } cause, { } text) => string.Create(CultureInfo.InvariantCulture, $" (Q.850 cause {cause}: {text})"),
        ({ } cause, null) => string.Create(CultureInfo.InvariantCulture, $" (Q.850 cause {cause})"),
        (null, { } text) => $" ({text})",
        _ => "",
    };
}
