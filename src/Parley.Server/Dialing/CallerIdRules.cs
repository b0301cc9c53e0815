using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Hours;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Dialing.Rules;
using Parley.Server.Storage;
using Parley.Telephony;
using Parley.Telephony.Numbers;
using OwnedNumber = Parley.Telephony.Numbers.OwnedNumber;

namespace Parley.Server.Dialing;

/// <summary>Which owned number a callee had best see: one that it knows, or that looks like its own, and none that has been shown too often today.</summary>
internal sealed class CallerIdRules(Database database, DialRules rules, TimeProvider time) : ICallerIdRules
{
    private const int SameCountry = 100;

    /// <summary>Said when a number has been shown as often as it may be.</summary>
    public static string UsedUp(int most) => string.Create(CultureInfo.InvariantCulture, $"callerId has made its {most} calls of today");

    /// <inheritdoc/>
    public async ValueTask<CallerIdCandidates> NarrowAsync(IReadOnlyList<OwnedNumber> owned, PhoneNumber? callee, CancellationToken cancellationToken)
    {
        var left = owned;
        if (rules.Options.CallsPerCallerIdPerDay is { } most)
        {
            var usedUp = await UsedUpAsync(owned, most, cancellationToken);
            left = [.. owned.Where(number => !usedUp.Contains(number.Number.ToString()))];
            if (left.Count == 0)
            {
                return new([], new DialRefused(DialRefusal.CallerId, owned.Count == 1 ? UsedUp(most) : $"every owned number has made its {most} calls of today")
                {
                    Rule = RuleNames.CallerIdPerDay,
                    AllowedAt = LocalTime.StartOfNextDay(time.GetUtcNow(), rules.Zone),
                });
            }
        }

        return new(left.Count == 1 || callee is not { } number ? left : rules.Options.CallerId switch
        {
            "area-code" => MostAlike(left, number),
            "sticky" => await SameAsLastAsync(left, number, cancellationToken),
            _ => left,
        });
    }

    private static IReadOnlyList<OwnedNumber> MostAlike(IReadOnlyList<OwnedNumber> owned, PhoneNumber callee)
    {
        var country = NumberPlan.CountryOf(callee);
        var scores = owned.Select(number => (number, Score: (NumberPlan.CountryOf(number.Number) == country ? SameCountry : 0) + CommonPrefix(number.Number.Digits, callee.Digits))).ToList();
        var best = scores.Max(scored => scored.Score);
        return [.. scores.Where(scored => scored.Score == best).Select(scored => scored.number)];
    }

    private static int CommonPrefix(string one, string other) => one.AsSpan().CommonPrefixLength(other);

    private async Task<IReadOnlyList<OwnedNumber>> SameAsLastAsync(IReadOnlyList<OwnedNumber> owned, PhoneNumber callee, CancellationToken cancellationToken)
    {
        var number = NumberPlan.Describe(callee).Number;
        var last = await database.ReadAsync(
            db => db.Attempts.Where(a => a.Callee == number && a.CallerNumber != null).OrderByDescending(a => a.CreatedAt).Select(a => a.CallerNumber).FirstOrDefaultAsync(cancellationToken),
            cancellationToken);
        return owned.FirstOrDefault(candidate => candidate.Number.ToString() == last) is { } same ? [same] : owned;
    }

    private async Task<HashSet<string>> UsedUpAsync(IReadOnlyList<OwnedNumber> owned, int most, CancellationToken cancellationToken)
    {
        var since = LocalTime.StartOfDay(time.GetUtcNow(), rules.Zone);
        string[] numbers = [.. owned.Select(number => number.Number.ToString())];
        var used = await database.ReadAsync(
            db => db.Attempts.Where(a => numbers.Contains(a.CallerNumber) && a.CreatedAt >= since)
                .GroupBy(a => a.CallerNumber).Where(calls => calls.Count() >= most).Select(calls => calls.Key).ToListAsync(cancellationToken),
            cancellationToken);
        return [.. used.OfType<string>()];
    }
}
