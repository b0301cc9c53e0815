using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Parley.Server.Dialing.Hours;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>Keeps count of how long calls took, by day and agent, so that nobody has to add up the calls of a month.</summary>
internal sealed class DialedTimes(IOptions<ParleyOptions> options, TimeProvider time)
{
    /// <summary>How long a call is taken to have lasted at most whose end nobody saw: no session lasts longer.</summary>
    private static readonly TimeSpan LongestLostCall = TimeSpan.FromHours(4);

    /// <summary>The time zone of days and months that are no callee's.</summary>
    public TimeZoneInfo Zone { get; } = TimeZoneInfo.FindSystemTimeZoneById(options.Value.Dialout.TimeZone);

    /// <summary>
    /// Sees to it that there is something to add to when the call ends, today or tomorrow. To be called by the one writer that there is at a time, so that adding
    /// is one update that cannot collide.
    /// </summary>
    public async Task PrepareAsync(ParleyDbContext db, string agent, CancellationToken cancellationToken)
    {
        var today = LocalTime.DayOf(time.GetUtcNow(), Zone);
        var tomorrow = today.AddDays(1);
        var known = await db.DialedTimes.Where(t => t.Agent == agent && t.Day >= today && t.Day <= tomorrow).Select(t => t.Day).ToListAsync(cancellationToken);
        db.AddRange(new[] { today, tomorrow }.Except(known).Select(day => new DialedTime { Day = day, Agent = agent }));
    }

    /// <summary>Adds a call that has ended.</summary>
    public Task AddAsync(ParleyDbContext db, DialoutAttempt ended, CancellationToken cancellationToken) => AddAsync(db, ended, ended.EndedAt ?? time.GetUtcNow(), cancellationToken);

    /// <summary>Adds a call whose end nobody saw: to now, and no longer than a session lasts.</summary>
    public Task AddLostAsync(ParleyDbContext db, DialoutAttempt lost, CancellationToken cancellationToken)
    {
        var (now, latest) = (time.GetUtcNow(), (lost.AnsweredAt ?? lost.CreatedAt) + LongestLostCall);
        return AddAsync(db, lost, now < latest ? now : latest, cancellationToken);
    }

    /// <summary>How long calls took since the beginning of a day, those that run included.</summary>
    /// <param name="db">The database.</param>
    /// <param name="agent">Whose; <see langword="null"/> for everybody's.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<DialedSums> SumAsync(ParleyDbContext db, string? agent, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var today = LocalTime.DayOf(now, Zone);
        var firstOfMonth = new DateOnly(today.Year, today.Month, 1);
        var days = await db.DialedTimes.Where(t => t.Day >= firstOfMonth && t.Day <= today && (agent == null || t.Agent == agent))
            .GroupBy(t => t.Day).Select(g => new { Day = g.Key, Sum = g.Sum(t => t.Milliseconds) }).ToListAsync(cancellationToken);
        var (day, month) = (days.Where(d => d.Day == today).Sum(d => d.Sum), days.Sum(d => d.Sum));
        foreach (var since in await db.Attempts.Where(a => a.EndedAt == null && a.AnsweredAt != null && (agent == null || a.Agent == agent)).Select(a => a.AnsweredAt).ToListAsync(cancellationToken))
        {
            foreach (var (on, lasted) in Split(since!.Value, now))
            {
                day += on == today ? (long)lasted.TotalMilliseconds : 0;
                month += on >= firstOfMonth ? (long)lasted.TotalMilliseconds : 0;
            }
        }

        return new(TimeSpan.FromMilliseconds(day), TimeSpan.FromMilliseconds(month));
    }

    private async Task AddAsync(ParleyDbContext db, DialoutAttempt attempt, DateTimeOffset until, CancellationToken cancellationToken)
    {
        if (attempt.AnsweredAt is not { } since)
        {
            return;
        }

        var agent = attempt.Agent ?? "";
        foreach (var (day, lasted) in Split(since, until))
        {
            var milliseconds = (long)lasted.TotalMilliseconds;
            await db.DialedTimes.Where(t => t.Day == day && t.Agent == agent)
                .ExecuteUpdateAsync(t => t.SetProperty(r => r.Milliseconds, r => r.Milliseconds + milliseconds), cancellationToken);
        }
    }

    // What lasts over midnight counts for each of its days.
    private IEnumerable<(DateOnly Day, TimeSpan Lasted)> Split(DateTimeOffset since, DateTimeOffset until)
    {
        while (since < until)
        {
            var next = LocalTime.StartOfNextDay(since, Zone);
            var end = next < until ? next : until;
            yield return (LocalTime.DayOf(since, Zone), end - since);
            since = end;
        }
    }
}

/// <summary>How long calls took.</summary>
internal sealed record DialedSums(TimeSpan Today, TimeSpan ThisMonth);
