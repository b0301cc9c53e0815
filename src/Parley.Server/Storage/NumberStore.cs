using Microsoft.EntityFrameworkCore;
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
    /// Writes the numbers of the configuration over those of the same id, or else of the same number. The others stay. Of those that are new
    /// the first is the oldest.
    /// </summary>
    public Task UpsertAsync(IEnumerable<NumberOptions> configured, CancellationToken cancellationToken)
        => database.WriteAsync(
            async db =>
            {
                var known = await db.Numbers.ToListAsync(cancellationToken);
                var now = time.GetUtcNow();
                foreach (var (place, number) in configured.Index())
                {
                    Upsert(db, known, number, ids, now.AddMilliseconds(place));
                    await db.SaveChangesAsync(cancellationToken);
                }

                return known.Count;
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
    }
}
