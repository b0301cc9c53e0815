using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Audit;
using Parley.Server.Storage;

namespace Parley.Server.Dialing;

/// <summary>The audit log of what was allowed to be dialled and what was not: checks, exports and shortens it. Get it from the services of the host.</summary>
public sealed class AuditLog
{
    private const int Page = 500;

    private readonly Database _database;
    private readonly AuditChain _chain;

    internal AuditLog(Database database, AuditChain chain) => (_database, _chain) = (database, chain);

    /// <summary>Computes the chain anew.</summary>
    /// <param name="from">The first entry to look at; the first there is when <see langword="null"/>.</param>
    /// <param name="to">The last entry to look at; the last there is when <see langword="null"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<AuditFinding> VerifyAsync(long? from, long? to, CancellationToken cancellationToken) =>
        _database.ReadAsync(db => VerifyAsync(db, from, to, cancellationToken), cancellationToken);

    /// <summary>The entries, the oldest first, each as a line of JSON with its hash.</summary>
    public async IAsyncEnumerable<string> ExportAsync(long? from, long? to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var next = from ?? 0;
        while (true)
        {
            var page = await _database.ReadAsync(db => PageAsync(db, next, to ?? long.MaxValue, cancellationToken), cancellationToken);
            foreach (var record in page)
            {
                yield return $$"""{"seq":{{record.Sequence}},"hash":"{{record.Hash}}","entry":{{record.Entry}}}""";
            }

            if (page.Count < Page)
            {
                yield break;
            }

            next = page[^1].Sequence + 1;
        }
    }

    /// <summary>Takes away the entries of before a moment, from the front only; the rest can still be checked, since the hash of the last that went is kept.</summary>
    /// <returns>How many went.</returns>
    public Task<int> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken) => PurgeAsync(before, int.MaxValue, cancellationToken);

    /// <summary>The same for so many entries at most.</summary>
    internal Task<int> PurgeAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) => _database.TransactAsync(
        async db =>
        {
            var head = await AuditChain.HoldAsync(db, cancellationToken);
            var firstToStay = await db.AuditLog.Where(r => r.At >= before).OrderBy(r => r.Sequence).Select(r => (long?)r.Sequence).FirstOrDefaultAsync(cancellationToken);
            var last = Math.Min((firstToStay ?? head.Sequence + 1) - 1, head.AnchorSequence + most);
            if (await db.AuditLog.AsNoTracking().FirstOrDefaultAsync(r => r.Sequence == last, cancellationToken) is not { } anchor)
            {
                return 0;
            }

            var gone = await db.AuditLog.Where(r => r.Sequence <= last).ExecuteDeleteAsync(cancellationToken);
            (head.AnchorSequence, head.AnchorHash) = (anchor.Sequence, anchor.Hash);
            _chain.Append(db, head, "purge", new() { ["until"] = last, ["entries"] = gone });
            await db.SaveChangesAsync(cancellationToken);
            return gone;
        },
        cancellationToken);

    private async Task<AuditFinding> VerifyAsync(ParleyDbContext db, long? from, long? to, CancellationToken cancellationToken)
    {
        var head = await db.AuditHeads.SingleOrDefaultAsync(h => h.Id == AuditHead.TheOnlyRow, cancellationToken);
        if (head is null)
        {
            return new(0, 0, "") { Problem = "the row that tells the log's ends is gone" };
        }

        var first = Math.Max(from ?? 0, head.AnchorSequence + 1);
        var last = Math.Min(to ?? long.MaxValue, head.Sequence);
        var finding = new AuditFinding(0, head.Sequence, head.Hash) { IsSigned = _chain.IsSigned(head) };
        if (finding.IsSigned is false)
        {
            return finding with { Problem = "the signature of the log's ends is wrong: entries were taken away at an end, or the key is another" };
        }

        if (await PreviousHashAsync(db, head, first, cancellationToken) is not { } hash)
        {
            return finding with { BrokenAt = first - 1, Problem = $"entry {first - 1} is missing" };
        }

        var expected = first;
        while (true)
        {
            var page = await PageAsync(db, expected, last, cancellationToken);
            foreach (var record in page)
            {
                var wrong = record.Sequence != expected ? $"entry {expected} is missing"
                    : AuditChain.HashOf(hash, record.Entry) != record.Hash ? $"entry {expected} is not what was written, or what stood before it"
                    : !IsOf(record) ? $"entry {expected} says another number or time than its row"
                    : null;
                if (wrong is not null)
                {
                    return finding with { BrokenAt = expected, Problem = wrong };
                }

                (hash, expected) = (record.Hash, expected + 1);
                finding = finding with { Entries = finding.Entries + 1 };
            }

            if (page.Count < Page)
            {
                break;
            }
        }

        return expected <= last ? finding with { BrokenAt = expected, Problem = $"entry {expected} is missing" }
            : last == head.Sequence && first <= last && hash != head.Hash ? finding with { BrokenAt = last, Problem = $"entry {last} is not the one that was written last" }
            : await db.AuditLog.AnyAsync(r => r.Sequence > head.Sequence, cancellationToken) ? finding with { BrokenAt = head.Sequence + 1, Problem = $"entry {head.Sequence + 1} is behind the end of the log" }
            : finding;
    }

    private static Task<List<AuditRecord>> PageAsync(ParleyDbContext db, long from, long to, CancellationToken cancellationToken) =>
        db.AuditLog.AsNoTracking().Where(r => r.Sequence >= from && r.Sequence <= to).OrderBy(r => r.Sequence).Take(Page).ToListAsync(cancellationToken);

    private static async Task<string?> PreviousHashAsync(ParleyDbContext db, AuditHead head, long first, CancellationToken cancellationToken) =>
        first == head.AnchorSequence + 1 ? head.AnchorHash : await db.AuditLog.Where(r => r.Sequence == first - 1).Select(r => r.Hash).FirstOrDefaultAsync(cancellationToken);

    private static bool IsOf(AuditRecord record) =>
        JsonNode.Parse(record.Entry) is JsonObject entry && (long?)entry["seq"] == record.Sequence && (string?)entry["at"] == AuditChain.Format(record.At);
}

/// <summary>What came of a check of the audit log.</summary>
/// <param name="Entries">How many entries were found right.</param>
/// <param name="HeadSequence">The number of the latest entry.</param>
/// <param name="HeadHash">Its hash: noted elsewhere, it proves later that nothing was cut off up to here.</param>
public sealed record AuditFinding(long Entries, long HeadSequence, string HeadHash)
{
    /// <summary>The first entry that is wrong or missing.</summary>
    public long? BrokenAt { get; init; }

    /// <summary>What is wrong, for people; <see langword="null"/> when nothing is.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether the signature of the log's ends is right; <see langword="null"/> when the configuration has no key.</summary>
    public bool? IsSigned { get; init; }
}
