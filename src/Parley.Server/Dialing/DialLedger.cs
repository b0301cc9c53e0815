using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Audit;
using Parley.Server.Dialing.Hours;
using Parley.Server.Dialing.Rules;
using Parley.Server.Storage;
using Parley.Telephony;

namespace Parley.Server.Dialing;

/// <summary>
/// The book of dial-outs: what is asked for is judged, and what was allowed or refused is written into the audit log. The last word falls in the transaction that
/// writes the attempt, behind the end of the log that only one holds at a time: so however many ask at once, a cap lets through exactly as many as it says.
/// </summary>
internal sealed class DialLedger(Database database, DialJudge judge, DialRules rules, AuditChain chain, DialedTimes times, TimeProvider time)
{
    private const string Kind = "dialout";

    /// <summary>Says beforehand why a destination is refused, so that nothing is begun for a call that cannot be; a refusal is written down.</summary>
    public async Task<DialRefused?> RefuseAsync(DialQuestion question, CancellationToken cancellationToken)
    {
        var judgement = await JudgeAsync(question, cancellationToken);
        if (judgement.Against is not { } against)
        {
            return null;
        }

        await WriteAsync(judgement.ToEntry(), cancellationToken);
        return Refused(against);
    }

    /// <summary>Says why a destination would be refused now, and writes nothing down.</summary>
    public Task<Judgement> JudgeAsync(DialQuestion question, CancellationToken cancellationToken) =>
        database.ReadAsync(db => judge.JudgeAsync(db, question, cancellationToken), cancellationToken);

    /// <summary>Judges and writes down what is done without an attempt of its own: a caller sent elsewhere, say.</summary>
    public async Task<DialRefused?> CheckAsync(DialQuestion question, CancellationToken cancellationToken)
    {
        var judgement = await JudgeAsync(question, cancellationToken);
        await WriteAsync(judgement.ToEntry(), cancellationToken);
        return judgement.Against is { } against ? Refused(against) : null;
    }

    /// <summary>Writes an attempt down together with the proof that it was allowed, or says why it is not. When this returns it is on disk, and the INVITE may leave.</summary>
    public Task<DialRefused?> AdmitAsync(NewAttempt attempt, DialQuestion question, CancellationToken cancellationToken) => database.TransactAsync(
        async db =>
        {
            var head = await AuditChain.HoldAsync(db, cancellationToken);
            var judgement = await judge.JudgeAsync(db, question, cancellationToken);
            judgement = judgement.Against is null && await CheckCallerIdAsync(db, attempt.CallerNumber, cancellationToken) is { } check
                ? judgement with { Checks = [.. judgement.Checks, check] }
                : judgement;
            if (judgement.Against is null)
            {
                db.Add(AttemptStore.RowOf(attempt with { Callee = judgement.Callee, Agent = judgement.Agent }, time.GetUtcNow()));
                await times.PrepareAsync(db, judgement.Agent ?? "", cancellationToken);
            }

            chain.Append(db, head, Kind, judgement.ToEntry(attempt.Id, attempt.CallerNumber));
            await db.SaveChangesAsync(cancellationToken);
            return judgement.Against is { } against ? Refused(against) : null;
        },
        cancellationToken);

    private async Task<RuleCheck?> CheckCallerIdAsync(ParleyDbContext db, string? callerNumber, CancellationToken cancellationToken)
    {
        if (rules.Options.CallsPerCallerIdPerDay is not { } most || callerNumber is null)
        {
            return null;
        }

        var now = time.GetUtcNow();
        var since = LocalTime.StartOfDay(now, rules.Zone);
        var made = await db.Attempts.CountAsync(a => a.CallerNumber == callerNumber && a.CreatedAt >= since, cancellationToken);
        var check = new RuleCheck(RuleNames.CallerIdPerDay, new() { ["made"] = made, ["most"] = most });
        return made < most ? check : check.Failed(CallerIdRules.UsedUp(most), LocalTime.StartOfNextDay(now, rules.Zone));
    }

    private Task<int> WriteAsync(JsonObject entry, CancellationToken cancellationToken) => database.TransactAsync(
        async db =>
        {
            var head = await AuditChain.HoldAsync(db, cancellationToken);
            chain.Append(db, head, Kind, (JsonObject)entry.DeepClone());
            return await db.SaveChangesAsync(cancellationToken);
        },
        cancellationToken);

    private static DialRefused Refused(RuleCheck against) =>
        new(against.Rule == RuleNames.CallerIdPerDay ? DialRefusal.CallerIdUsedUp : DialRefusal.Policy, against.Text!) { Rule = against.Rule, AllowedAt = against.AllowedAt };
}
