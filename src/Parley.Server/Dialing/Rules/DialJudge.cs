using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Audit;
using Parley.Server.Dialing.Hours;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Storage;
using Parley.Telephony.Numbers;

namespace Parley.Server.Dialing.Rules;

/// <summary>Puts a destination before the rules, in their order, and stops at the first that forbids it. Reads the database, and changes nothing.</summary>
internal sealed class DialJudge(DialRules rules, DialedTimes times, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, string> _countries = new();

    /// <summary>Judges with what a context sees: for the last word it must be that of the transaction which writes the attempt.</summary>
    public async Task<Judgement> JudgeAsync(ParleyDbContext db, DialQuestion question, CancellationToken cancellationToken)
    {
        var agent = question.Agent ?? (question.SessionId is { } id
            ? await db.Sessions.Where(s => s.Id == id).Select(s => s.Agent).FirstOrDefaultAsync(cancellationToken)
            : null);
        var callee = question.Number is { } number ? NumberPlan.Describe(number) : null;
        var checks = new List<RuleCheck>();
        await foreach (var check in CheckAsync(new(db, question, agent, callee), cancellationToken))
        {
            checks.Add(check);
            if (!check.Passed)
            {
                break;
            }
        }

        return new(question, agent, callee?.Number ?? SipUserNumber.Of(question.SipUri)?.ToString(), checks);
    }

    private async IAsyncEnumerable<RuleCheck> CheckAsync(
        Case at, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var owned = await CountriesOfOwnedAsync(at.Db, cancellationToken);
        if (at.Callee is not { } callee)
        {
            yield return CheckEmergencyAddress(at.Question.SipUri, owned);
            yield return await CheckDoNotCallAsync(at.Db, SipUserNumber.Candidates(at.Question.SipUri, owned), cancellationToken);
            yield break;
        }

        yield return CheckPstn();
        yield return CheckCountry(callee, owned);
        yield return CheckClass(callee);
        yield return await CheckDoNotCallAsync(at.Db, [.. new[] { at.Question.Number!.Value.ToString(), callee.Number }.Distinct()], cancellationToken);
        var own = rules.Of(at.Agent);
        yield return CheckHours(callee, own.Hours);
        if (own.AttemptsPerCalleePerDay is { } most)
        {
            yield return await CheckAttemptsAsync(at.Db, callee, most, cancellationToken);
        }

        foreach (var check in await CheckMinutesAsync(at.Db, null, rules.Options.MinutesPerDay, rules.Options.MinutesPerMonth, cancellationToken))
        {
            yield return check;
        }

        foreach (var check in at.Agent is null ? [] : await CheckMinutesAsync(at.Db, at.Agent, own.MinutesPerDay, own.MinutesPerMonth, cancellationToken))
        {
            yield return check;
        }
    }

    private RuleCheck CheckPstn()
    {
        var check = new RuleCheck(RuleNames.Pstn, new() { ["phoneNumbers"] = rules.Options.PhoneNumbers });
        return rules.Options.PhoneNumbers ? check : check.Failed("dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain");
    }

    private RuleCheck CheckCountry(CalleeNumber callee, IReadOnlyList<string> owned)
    {
        IReadOnlyList<string> allowed = rules.Options.AllowedCountries.Count > 0 ? [.. rules.Options.AllowedCountries.Order(StringComparer.Ordinal)] : owned;
        allowed = rules.Options.International ? allowed : [.. (owned.Count > 0 ? owned : allowed).Where(country => allowed.Contains("*") || allowed.Contains(country))];
        var check = new RuleCheck(RuleNames.International, new() { ["country"] = callee.Country, ["allowed"] = new JsonArray([.. allowed.Select(country => JsonValue.Create(country))]) });

        // Without owned numbers there is no country to go by; the dialer then says that a caller ID is missing.
        var passes = (allowed.Count == 0 && rules.Options.AllowedCountries.Count == 0) || allowed.Contains("*") || (callee.Country is { } country && allowed.Contains(country));
        return passes ? check : check.Failed("International dialout not supported. Contact sales to enable it for your domain");
    }

    private RuleCheck CheckClass(CalleeNumber callee)
    {
        var check = new RuleCheck(callee.Class is NumberClass.Emergency ? RuleNames.Emergency : RuleNames.NumberClass, new() { ["class"] = $"{callee.Class}" });
        var (allowed, name) = callee.Class switch
        {
            NumberClass.Emergency => (rules.Options.EmergencyNumbers, "emergency numbers"),
            NumberClass.PremiumRate => (rules.Options.PremiumRate, "premium-rate numbers"),
            NumberClass.SharedCost => (rules.Options.SharedCost, "shared-cost numbers"),
            NumberClass.Special => (rules.Options.SpecialNumbers, "short and special numbers"),
            _ => (true, ""),
        };
        return allowed ? check : check.Failed($"dial-out to {name} is not allowed");
    }

    // Only numbers are gated, except that help is never called by a machine that does not know that it may.
    private RuleCheck CheckEmergencyAddress(string? sipUri, IReadOnlyList<string> owned)
    {
        var digits = SipUserNumber.DigitsOf(sipUri, out _);
        var countries = owned.Count > 0 ? owned : ["US"];
        var isEmergency = digits is not null && countries.Any(country => NumberPlan.IsEmergency(digits, country));
        var check = new RuleCheck(RuleNames.Emergency, new() { ["user"] = digits, ["emergency"] = isEmergency });
        return isEmergency && !rules.Options.EmergencyNumbers ? check.Failed("dial-out to emergency numbers is not allowed") : check;
    }

    private static async Task<RuleCheck> CheckDoNotCallAsync(ParleyDbContext db, IReadOnlyList<string> numbers, CancellationToken cancellationToken)
    {
        var since = numbers.Count == 0 ? null : await db.DoNotCall.Where(e => numbers.Contains(e.Number)).Select(e => (DateTimeOffset?)e.CreatedAt).FirstOrDefaultAsync(cancellationToken);
        var check = new RuleCheck(RuleNames.DoNotCall, new() { ["numbers"] = new JsonArray([.. numbers.Select(number => JsonValue.Create(number))]), ["listed"] = since is not null });
        return since is null ? check : check.Failed("the callee is on the do-not-call list");
    }

    private RuleCheck CheckHours(CalleeNumber callee, CallingHours hours)
    {
        var now = time.GetUtcNow();
        var zones = ZonesOf(callee, hours);
        var check = new RuleCheck(RuleNames.CallingHours, new() { ["limited"] = hours.AreLimited, ["clocks"] = new JsonArray([.. zones.Select(zone => JsonValue.Create(Clock(now, zone)))]) });
        if (!hours.AreLimited)
        {
            return check;
        }

        if (zones.Count == 0)
        {
            return check.Failed("the callee's time zone is not known, so neither is whether it is within the calling hours");
        }

        if (hours.AreOpen(now, zones, callee.Country))
        {
            return check;
        }

        var next = hours.NextOpening(now, zones, callee.Country);
        return check.Failed($"it is outside the calling hours where the callee is ({string.Join(", ", zones.Select(zone => Clock(now, zone)))}){Until(next)}", next);
    }

    private async Task<RuleCheck> CheckAttemptsAsync(ParleyDbContext db, CalleeNumber callee, int most, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        IReadOnlyList<TimeZoneInfo> zones = callee.Zones.Count > 0 ? callee.Zones : [rules.Zone];
        var since = zones.Min(zone => LocalTime.StartOfDay(now, zone));
        var number = callee.Number;
        var made = await db.Attempts.CountAsync(a => a.Callee == number && a.CreatedAt >= since, cancellationToken);
        var check = new RuleCheck(RuleNames.AttemptsPerDay, new() { ["made"] = made, ["most"] = most, ["since"] = AuditChain.Format(since) });
        if (made < most)
        {
            return check;
        }

        var next = zones.Max(zone => LocalTime.StartOfNextDay(now, zone));
        return check.Failed($"the callee has been called {Times(made)} today, and {most} is the most{Until(next)}", next);
    }

    private async Task<IReadOnlyList<RuleCheck>> CheckMinutesAsync(ParleyDbContext db, string? agent, int? perDay, int? perMonth, CancellationToken cancellationToken)
    {
        if (perDay is null && perMonth is null)
        {
            return [];
        }

        var sums = await times.SumAsync(db, agent, cancellationToken);
        var now = time.GetUtcNow();
        var checks = new List<RuleCheck>();
        if (perDay is { } day)
        {
            checks.Add(CheckMinutes(RuleNames.MinutesPerDay, "today", agent, sums.Today, day, LocalTime.StartOfNextDay(now, rules.Zone)));
        }

        if (perMonth is { } month)
        {
            checks.Add(CheckMinutes(RuleNames.MinutesPerMonth, "this month", agent, sums.ThisMonth, month, LocalTime.StartOfNextMonth(now, rules.Zone)));
        }

        return checks;
    }

    private static RuleCheck CheckMinutes(string rule, string when, string? agent, TimeSpan taken, int most, DateTimeOffset next)
    {
        var check = new RuleCheck(rule, new() { ["agent"] = agent, ["takenMilliseconds"] = (long)taken.TotalMilliseconds, ["mostMinutes"] = most });
        var whose = agent is null ? "calls" : $"the agent's calls";
        return taken < TimeSpan.FromMinutes(most) ? check : check.Failed($"{whose} have taken {most} minutes {when}, which is the most{Until(next)}", next);
    }

    private static IReadOnlyList<TimeZoneInfo> ZonesOf(CalleeNumber callee, CallingHours hours) =>
        callee.Zones.Count > 0 ? callee.Zones : hours.UnknownZone is { } zone ? [zone] : [];

    private async Task<IReadOnlyList<string>> CountriesOfOwnedAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        var numbers = await db.Numbers.Select(n => n.Number).ToListAsync(cancellationToken);
        return [.. numbers.Select(CountryOf).Where(country => country.Length > 0).Distinct().Order(StringComparer.Ordinal)];
    }

    private string CountryOf(string text) => _countries.GetOrAdd(text, static text => PhoneNumber.TryParse(text, out var number) ? NumberPlan.CountryOf(number) ?? "" : "");

    private static string Clock(DateTimeOffset now, TimeZoneInfo zone) => string.Create(CultureInfo.InvariantCulture, $"{zone.Id} {TimeZoneInfo.ConvertTime(now, zone):ddd HH:mm}");

    private static string Until(DateTimeOffset? next) => next is { } at ? $"; allowed from {at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}" : "";

    private static string Times(int count) => count == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{count} times");

    /// <summary>What the rules look at.</summary>
    private sealed record Case(ParleyDbContext Db, DialQuestion Question, string? Agent, CalleeNumber? Callee);
}
