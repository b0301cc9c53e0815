using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>Writes an attempt to the database before its INVITE leaves.</summary>
internal sealed class AttemptLog(AttemptStore store) : IAttemptLog
{
    /// <inheritdoc/>
    public async ValueTask WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) =>
        await store.AddAsync(
            new NewAttempt(
                Guid.Parse(attempt.LegId),
                Guid.Parse(attempt.Owner!),
                attempt.Destination.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? DialoutDestination.SipUri : DialoutDestination.PhoneNumber,
                attempt.Destination,
                attempt.CallerId,
                attempt.Trunk),
            cancellationToken);
}
