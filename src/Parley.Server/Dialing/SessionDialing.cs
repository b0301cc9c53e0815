using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Dialing.Retries;
using Parley.Server.Dialing.Rules;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Server.Storage;
using Parley.Telephony;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Dialing;

/// <summary>What sessions wish of dialling beside calls: that somebody is not called again, or is called again later.</summary>
internal sealed class SessionDialing(
    DoNotCallList doNotCall, DialLedger ledger, DialRules rules, RetryStore retries, RetrySignal signal, IOptions<ParleyOptions> options, IIdSource ids, TimeProvider time)
{
    /// <summary>When to call again, where an agent does not say.</summary>
    public RetryPolicy RetryPolicy { get; } = options.Value.Dialout.Retry.ToPolicy();

    /// <summary>Puts the far end of a leg on the do-not-call list.</summary>
    public async Task<bool> OptOutAsync(ICallLeg leg, Guid session, string? reason, CancellationToken cancellationToken)
    {
        var party = leg.Direction is CallDirection.Outgoing ? leg.To : leg.From;
        PhoneNumber? number = PhoneNumber.TryParse(party, out var dialled) ? dialled : SipUserNumber.Of(party);
        if (number is not { } known)
        {
            return false;
        }

        var text = reason is { Length: > DoNotCallEntry.MaxReasonLength } ? reason[..DoNotCallEntry.MaxReasonLength] : reason;
        await doNotCall.AddAsync([NumberPlan.Describe(known).Number], "agent", text, session, cancellationToken);
        return true;
    }

    /// <summary>Whether somebody may be called by others on our word: the far end of a call that is sent there (REFER).</summary>
    public async Task<string?> RefuseTransferAsync(string target, string owner, CancellationToken cancellationToken)
    {
        PhoneNumber? number = PhoneNumber.TryParse(target, out var dialled) ? dialled : null;
        return (await ledger.CheckAsync(DialoutPolicy.Ask(owner, target, number, number is null ? target : null), cancellationToken))?.Error;
    }

    /// <summary>Writes down that a call is to be tried again, within the calling hours.</summary>
    public async Task<DateTimeOffset?> RetryLaterAsync(RetryLater later, StartCommand command, DateTimeOffset openedAt, CancellationToken cancellationToken)
    {
        if (command.Incoming is not null || !Guid.TryParse(later.AttemptId, out var attempt))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var retry = new DialoutRetry
        {
            Id = ids.NewId(),
            AttemptId = attempt,
            SessionId = command.SessionId,
            Agent = command.Agent,
            Destination = later.Destination,
            Attempts = later.Attempts,
            Start = RetryStart.Write(command, openedAt, later.Destination),
            CreatedAt = now,
            Due = OpenFrom(later.Destination, command.Agent, later.Due < now ? now : later.Due),
            State = RetryState.Waiting,
        };
        var due = await retries.AddAsync(retry, cancellationToken);
        signal.Set();
        return due;
    }

    private DateTimeOffset OpenFrom(string destination, string agent, DateTimeOffset due)
    {
        var hours = rules.Of(agent).Hours;
        if (!hours.AreLimited || !PhoneNumber.TryParse(destination, out var number))
        {
            return due;
        }

        var callee = NumberPlan.Describe(number);
        IReadOnlyList<TimeZoneInfo> zones = callee.Zones.Count > 0 ? callee.Zones : hours.UnknownZone is { } zone ? [zone] : [];
        return zones.Count > 0 && hours.NextOpening(due, zones, callee.Country) is { } open ? open : due;
    }
}
