using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Sessions.Legs;

/// <summary>Writes an attempt to the database before its INVITE leaves.</summary>
internal sealed class AttemptLog(AttemptStore store) : IAttemptLog
{
    /// <inheritdoc/>
    public async ValueTask WriteAsync(DialAttempt attempt, CancellationToken cancellationToken)
    {
        var (session, room) = LegOwner.Read(attempt.Owner!);
        await store.AddAsync(
            new NewAttempt(
                Guid.Parse(attempt.LegId),
                session,
                attempt.Destination.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? DialoutDestination.SipUri : DialoutDestination.PhoneNumber,
                attempt.Destination,
                attempt.CallerId,
                attempt.Trunk) { RoomName = room },
            cancellationToken);
    }
}
