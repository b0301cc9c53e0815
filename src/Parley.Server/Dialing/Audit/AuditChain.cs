using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Dialing.Audit;

/// <summary>Writes the audit log: each entry carries the hash of the one before, so that none can be changed, moved or left out unseen.</summary>
internal sealed class AuditChain(IOptions<ParleyOptions> options, TimeProvider time)
{
    private readonly byte[]? _key = options.Value.Audit.Key is { Length: > 0 } key ? Encoding.UTF8.GetBytes(key) : null;

    /// <summary>
    /// Takes hold of the chain's end until the transaction is over; others wait. First in the transaction, so that whatever is read after it is the latest, and
    /// a check that is followed by an entry cannot be overtaken.
    /// </summary>
    public static async Task<AuditHead> HoldAsync(ParleyDbContext db, CancellationToken cancellationToken)
    {
        await db.AuditHeads.Where(h => h.Id == AuditHead.TheOnlyRow).ExecuteUpdateAsync(h => h.SetProperty(r => r.Sequence, r => r.Sequence), cancellationToken);
        return await db.AuditHeads.SingleAsync(h => h.Id == AuditHead.TheOnlyRow, cancellationToken);
    }

    /// <summary>Adds an entry behind the end that is held; it is written with all else of the context.</summary>
    /// <param name="db">The context of the transaction.</param>
    /// <param name="head">The end that is held.</param>
    /// <param name="kind">What happened.</param>
    /// <param name="entry">Its particulars; number, time and kind are added.</param>
    public void Append(ParleyDbContext db, AuditHead head, string kind, JsonObject entry)
    {
        var at = time.GetUtcNow();
        head.Sequence++;
        entry["seq"] = head.Sequence;
        entry["at"] = Format(at);
        entry["kind"] = kind;
        var text = StorableEntry(CanonicalJson.Write(entry));
        head.Hash = HashOf(head.Hash, text);
        db.Add(new AuditRecord { Sequence = head.Sequence, At = at, Entry = text, Hash = head.Hash });
        Sign(head);
    }

    /// <summary>Signs both ends anew, when there is a key.</summary>
    public void Sign(AuditHead head) => head.Signature = SignatureOf(head);

    /// <summary>Whether the ends are those that we signed; <see langword="null"/> when there is no key.</summary>
    public bool? IsSigned(AuditHead head) =>
        SignatureOf(head) is { } right
            ? head.Signature is { } found && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(right), Encoding.ASCII.GetBytes(found))
            : null;

    /// <summary>The hash of an entry.</summary>
    public static string HashOf(string previous, string entry) =>
        Convert.ToHexStringLower(SHA256.HashData([.. Convert.FromHexString(previous), .. Encoding.UTF8.GetBytes(entry)]));

    /// <summary>A moment as entries have it.</summary>
    public static string Format(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private string? SignatureOf(AuditHead head) => _key is null
        ? null
        : Convert.ToHexStringLower(HMACSHA256.HashData(
            _key, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{head.AnchorSequence}:{head.AnchorHash}:{head.Sequence}:{head.Hash}"))));

    // What a database could not keep as it is must not be hashed either.
    private static string StorableEntry(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
