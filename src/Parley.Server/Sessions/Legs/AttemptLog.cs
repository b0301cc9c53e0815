using Parley.Server.Dialing;
using Parley.Server.Storage;
using Parley.Telephony;
using Parley.Telephony.Numbers;

namespace Parley.Server.Sessions.Legs;

/// <summary>Writes an attempt to the database before its INVITE leaves, if the rules still let it.</summary>
internal sealed class AttemptLog(DialLedger ledger) : IAttemptLog
{
    /// <inheritdoc/>
    public async ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken)
    {
        PhoneNumber? number = PhoneNumber.TryParse(attempt.Destination, out var dialled) ? dialled : null;
        var (session, room) = LegOwner.Read(attempt.Owner!);
        return await ledger.AdmitAsync(
            new NewAttempt(
                Guid.Parse(attempt.LegId),
                session,
                number is null ? DialoutDestination.SipUri : DialoutDestination.PhoneNumber,
                attempt.Destination,
                attempt.CallerId,
                attempt.Trunk) { RoomName = room },
            DialoutPolicy.Ask(attempt.Owner, attempt.Destination, number, number is null ? attempt.Destination : null),
            cancellationToken);
    }
}
