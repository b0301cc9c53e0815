namespace Parley.Telephony;

/// <summary>Where attempts are written down before anything is sent, so that a crash can neither lose nor double a call.</summary>
public interface IAttemptLog
{
    /// <summary>Writes an attempt durably. The INVITE follows only when this returns; an exception refuses the call.</summary>
    /// <returns><see langword="null"/>, or why nothing was written: what only whoever counts the attempts can tell, such as a cap that others have reached meanwhile.</returns>
    ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken);
}

/// <summary>An attempt about to be made.</summary>
/// <param name="LegId">The leg's id.</param>
/// <param name="SipCallId">Call-ID that the INVITE will have.</param>
/// <param name="Destination">The number or SIP address.</param>
/// <param name="At">When.</param>
public sealed record DialAttempt(string LegId, string SipCallId, string Destination, DateTimeOffset At)
{
    /// <summary>The number shown to the callee.</summary>
    public string? CallerId { get; init; }

    /// <summary>The trunk's name; <see langword="null"/> for an address dialled directly.</summary>
    public string? Trunk { get; init; }

    /// <summary><see cref="DialRequest.Owner"/>.</summary>
    public string? Owner { get; init; }
}
