namespace Parley.Telephony.Numbers;

/// <summary>Which owned numbers a callee may see, and which of them it had best see. Asked once per call.</summary>
public interface ICallerIdRules
{
    /// <summary>Narrows the owned numbers down to those that the call may show.</summary>
    /// <param name="owned">The numbers to choose from: all of them, or the one that the request names. Never empty.</param>
    /// <param name="callee">Who is to be called; <see langword="null"/> for a SIP address.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<CallerIdCandidates> NarrowAsync(IReadOnlyList<OwnedNumber> owned, PhoneNumber? callee, CancellationToken cancellationToken);
}

/// <summary>What is left to choose from.</summary>
/// <param name="Numbers">Equally good numbers, in the order in which they were given; empty when the call is refused.</param>
/// <param name="Refused">Why none is left.</param>
public sealed record CallerIdCandidates(IReadOnlyList<OwnedNumber> Numbers, DialRefused? Refused = null);
