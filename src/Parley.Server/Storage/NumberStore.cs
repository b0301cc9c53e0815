using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Audit;
using Parley.Server.Hosting;

namespace Parley.Server.Storage;

/// <summary>The phone numbers that we own.</summary>
internal sealed class NumberStore(Database database, TimeProvider time, IIdSource ids)
{
    /// <summary>All numbers, the oldest first.</summary>
    public async Task<IReadOnlyList<OwnedNumber>> ListAsync(CancellationToken cancellationToken)
        => await database.ReadAsync(db => db.Numbers.OrderBy(n => n.CreatedAt).ThenBy(n => n.Number).ToListAsync(cancellationToken), cancellationToken);

    /// <summary>The number that a call came in on; E.164 with the plus sign.</summary>
    public Task<OwnedNumber?> FindByNumberAsync(string number, CancellationToken cancellationToken)
        => database.ReadAsync(db => db.Numbers.FirstOrDefaultAsync(n => n.Number == number, cancellationToken), cancellationToken);

    /// <summary>
    /// Writes the numbers of the configuration over those of the same id, or else of the same number. The others stay, and one that was released stays away. Of those that are new
    /// the first is the oldest.
    /// </summary>
    public Task UpsertAsync(IEnumerable<NumberOptions> configured, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var known = await db.Numbers.ToListAsync(cancellationToken);
                var now = time.GetUtcNow();
                var released = await db.ReleasedNumbers.Select(n => n.Number).ToListAsync(cancellationToken);
                foreach (var (place, number) in configured.Where(n => !released.Contains(n.Number)).Index())
                {
                    Upsert(db, known, number, ids, now.AddMilliseconds(place));
                    await db.SaveChangesAsync(cancellationToken);
                }

                return known.Count;
            },
            cancellationToken);

    /// <summary>Takes a number into ownership; <see langword="null"/> when somebody has been quicker.</summary>
    public Task<OwnedNumber?> BuyAsync(string number, string? trunk, CancellationToken cancellationToken)
        => database.TransactAsync(
            async db =>
            {
                await AuditChain.HoldAsync(db, cancellationToken);   // One at a time.
                if (await db.Numbers.AnyAsync(n => n.Number == number, cancellationToken))
                {
                    return null;
                }

                await db.ReleasedNumbers.Where(n => n.Number == number).ExecuteDeleteAsync(cancellationToken);
                var bought = new OwnedNumber { Id = ids.NewId(), Number = number, Name = number, Trunk = trunk, CreatedAt = time.GetUtcNow() };
                db.Add(bought);
                await db.SaveChangesAsync(cancellationToken);
                return bought;
            },
            cancellationToken);

    /// <summary>Changes a number; <see langword="null"/> when it is not owned.</summary>
    public Task<OwnedNumber?> ChangeAsync(Guid id, Action<OwnedNumber> change, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var number = await db.Numbers.FirstOrDefaultAsync(n => n.Id == id, cancellationToken);
                if (number is not null)
                {
                    change(number);
                    await db.SaveChangesAsync(cancellationToken);
                }

                return number;
            },
            cancellationToken);

    /// <summary>Gives a number back.</summary>
    /// <returns>How long it still has to be kept, zero when it is gone; <see langword="null"/> when it is not owned.</returns>
    public Task<TimeSpan?> ReleaseAsync(Guid id, TimeSpan keptFor, CancellationToken cancellationToken)
        => database.TransactAsync(
            async db =>
            {
                await AuditChain.HoldAsync(db, cancellationToken);
                var number = await db.Numbers.FirstOrDefaultAsync(n => n.Id == id, cancellationToken);
                var (now, left) = (time.GetUtcNow(), TimeSpan.Zero);
                if (number is null || (left = number.CreatedAt + keptFor - now) > TimeSpan.Zero)
                {
                    return number is null ? (TimeSpan?)null : left;
                }

                db.Remove(number);
                if (!await db.ReleasedNumbers.AnyAsync(n => n.Number == number.Number, cancellationToken))
                {
                    db.Add(new ReleasedNumber { Number = number.Number, ReleasedAt = now });
                }

                await db.SaveChangesAsync(cancellationToken);
                return TimeSpan.Zero;
            },
            cancellationToken);

    /// <summary>Adds numbers, all or none.</summary>
    /// <returns>What stands against it.</returns>
    public Task<IReadOnlyList<string>> ImportAsync(IReadOnlyList<OwnedNumber> imported, CancellationToken cancellationToken)
        => database.TransactAsync<IReadOnlyList<string>>(
            async db =>
            {
                await AuditChain.HoldAsync(db, cancellationToken);
                var known = await db.Numbers.AsNoTracking().ToListAsync(cancellationToken);
                List<string> errors =
                [
                    .. imported.Where(n => known.Exists(k => k.Number == n.Number)).Select(n => $"{n.Number} is owned already"),
                    .. imported.Where(n => known.Exists(k => k.Id == n.Id && k.Number != n.Number)).Select(n => $"the id {n.Id} is that of another number"),
                ];
                if (errors.Count == 0)
                {
                    string[] numbers = [.. imported.Select(n => n.Number)];
                    await db.ReleasedNumbers.Where(n => numbers.Contains(n.Number)).ExecuteDeleteAsync(cancellationToken);
                    db.AddRange(imported);
                    await db.SaveChangesAsync(cancellationToken);
                }

                return errors;
            },
            cancellationToken);

    /// <summary>A new number of an import.</summary>
    public OwnedNumber New(Guid? id, string number, string? name, string? trunk, int place) =>
        new() { Id = id ?? ids.NewId(), Number = number, Name = name ?? number, Trunk = trunk, CreatedAt = time.GetUtcNow().AddMilliseconds(place) };

    /// <summary>How the calls went that showed these numbers in the last 30 days.</summary>
    public Task<IReadOnlyDictionary<string, NumberCalls>> CallsAsync(IReadOnlyList<string> numbers, CancellationToken cancellationToken)
        => database.ReadAsync<IReadOnlyDictionary<string, NumberCalls>>(
            async db =>
            {
                var since = time.GetUtcNow() - NumberCalls.Span;
                var calls = await db.Attempts.Where(a => numbers.Contains(a.CallerNumber!) && a.CreatedAt >= since)
                    .GroupBy(a => a.CallerNumber!).Select(g => new { g.Key, Made = g.Count(), Answered = g.Count(a => a.AnsweredAt != null) }).ToDictionaryAsync(g => g.Key, cancellationToken);
                return numbers.ToDictionary(number => number, number => calls.TryGetValue(number, out var made) ? new NumberCalls(made.Made, made.Answered) : new(0, 0));
            },
            cancellationToken);

    private static void Upsert(ParleyDbContext db, List<OwnedNumber> known, NumberOptions configured, IIdSource ids, DateTimeOffset createdAt)
    {
        var sameNumber = known.Find(n => n.Number == configured.Number);
        var row = configured.Id is { } id ? known.Find(n => n.Id == id) : sameNumber;
        if (sameNumber is not null && sameNumber != row)
        {
            db.Remove(sameNumber);   // The number has moved to another id.
            known.Remove(sameNumber);
        }

        if (row is null)
        {
            row = new OwnedNumber
            {
                Id = configured.Id ?? ids.NewId(),
                Number = configured.Number,
                Name = configured.Number,
                CreatedAt = createdAt,
            };
            db.Add(row);
            known.Add(row);
        }

        row.Number = configured.Number;
        row.Trunk = configured.Trunk;
        row.Name = configured.Name ?? configured.Number;
        row.Agent = configured.Agent ?? row.Agent;
    }
}
