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
        return new(ending, party)
        {
            SipStatus = failure.Status > 0 ? failure.Status : null,
            SipReason = failure.Status > 0 ? failure.ReasonPhrase : null,
            Cause = CauseOf(failure.Reason),
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
        return new(ending, party) { Cause = cause, Error = ending == CallEnding.Dropped ? $"the call was cut: {ended.Reason?.Text ?? "no reason given"}" : null };
    }

    /// <summary>Off-hook without common media: acknowledged, then hung up by us.</summary>
    public static Verdict OfMediaFailure(string error) =>
        new(CallEnding.MediaFailed, CallParty.Us) { SipStatus = 200, SipReason = "OK", Cause = Q850.IncompatibleDestination, Error = error };

    // A trunk's own "no" (credentials, permission, balance) stays one, whatever cause is beside it: "refused" is the callee's word only.
    private static (CallEnding Ending, CallParty Party) OfRejection(SipFailure failure, bool rang)
    {
        var byCause = CauseOf(failure.Reason) is { } cause ? Q850.EndingOf(cause) : null;
        var ending = failure.Status is 401 or 402 or 403 or 407 ? CallEnding.NotAllowed : byCause ?? OfStatus(failure.Status, rang);
        var party = ending switch
        {
            CallEnding.Busy or CallEnding.Refused => CallParty.FarEnd,
            CallEnding.NoAnswer => CallParty.None,
            _ => CallParty.Network,
        };
        return (ending, party);
    }

    private static CallEnding OfStatus(int status, bool rang) => status switch
    {
        404 or 410 or 604 => CallEnding.NotInService,
        405 or 406 or 413 or 415 or 416 or 420 or 421 or 488 or 501 or 505 or 513 or 606 => CallEnding.Incompatible,
        408 => rang ? CallEnding.NoAnswer : CallEnding.Unreachable,
        480 => rang ? CallEnding.NoAnswer : CallEnding.Unavailable,
        484 or 485 => CallEnding.InvalidNumber,
        486 or 600 => CallEnding.Busy,
        487 => CallEnding.NoAnswer,
        491 or 500 or 502 or 503 or 504 => CallEnding.Congestion,
        603 or 607 => CallEnding.Refused,
        608 => CallEnding.NotAllowed,
        >= 500 and < 600 => CallEnding.Congestion,
        _ => CallEnding.Failed,
    };

    private static int? CauseOf(SipReason? reason) =>
        reason is { Protocol: var protocol, Cause: { } cause } && protocol.Equals("Q.850", StringComparison.OrdinalIgnoreCase) ? cause : null;

    private static string Describe(SipFailure failure)
    {
        var words = failure.Status > 0
            ? string.Create(CultureInfo.InvariantCulture, $"{failure.Status} {failure.ReasonPhrase}")
            : failure.ReasonPhrase;
        var cause = CauseOf(failure.Reason) is { } number
            ? string.Create(CultureInfo.InvariantCulture, $" (Q.850 cause {number}{(failure.Reason?.Text is { } text ? $": {text}" : "")})")
            : "";
        return failure.Kind == SipFailureKind.RingTimeout ? "not answered within the ring timeout" : words + cause;
    }
}
