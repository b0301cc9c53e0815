using Parley.Server.Dialing.Rules;
using Parley.Server.Sessions.Legs;
using Parley.Telephony;
using Parley.Telephony.Policy;

namespace Parley.Server.Dialing;

/// <summary>What may be dialled, by the rules of the configuration (contract 5.2, checks 5 and 6, and our own).</summary>
internal sealed class DialoutPolicy(DialLedger ledger) : IDialPolicy
{
    /// <inheritdoc/>
    public async ValueTask<DialRefused?> RefuseAsync(DialDestination call, CancellationToken cancellationToken)
    {
        var question = Ask(call.Request.Owner, call.SipUri ?? call.Request.PhoneNumber ?? "", call.Number, call.SipUri);
        var isRedirect = call.Number is not null && call.SipUri is not null;
        return isRedirect ? await ledger.CheckAsync(question, cancellationToken) : await ledger.RefuseAsync(question, cancellationToken);
    }

    /// <summary>The question of whoever a leg is dialled for.</summary>
    public static DialQuestion Ask(string? owner, string destination, Telephony.Numbers.PhoneNumber? number, string? sipUri)
    {
        var (session, room) = owner is null ? (null, null) : LegOwner.Read(owner);
        return new(destination, number, sipUri) { SessionId = session, Room = room };
    }
}
