using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Parley.Server.Dialing.Audit;
using Parley.Server.Dialing.Numbering;
using Parley.Server.Storage;

namespace Parley.Server.Dialing;

/// <summary>Who is not to be called. Each change stands in the audit log. Get it from the services of the host.</summary>
public sealed class DoNotCallList
{
    private const int MostErrors = 20;

    private static readonly string[] HeaderNames = ["number", "phone", "phone_number", "phonenumber", "telephone"];

    private readonly Database _database;
    private readonly AuditChain _chain;
    private readonly TimeProvider _time;

    internal DoNotCallList(Database database, AuditChain chain, TimeProvider time) => (_database, _chain, _time) = (database, chain, time);

    /// <summary>Puts the numbers of a text on the list: one a line, or the column <c>number</c> of a CSV file; what follows a # is left out. All of them, or none.</summary>
    /// <param name="lines">The text.</param>
    /// <param name="country">The country (ISO 3166-1) of numbers without a plus sign; <see langword="null"/> when all have one.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<ImportResult> ImportAsync(TextReader lines, string? country, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var (numbers, errors) = (new List<string>(), new List<string>());
        var (line, column) = (0, 0);
        while (await lines.ReadLineAsync(cancellationToken) is { } text)
        {
            line++;
            var fields = CsvLine.Read(text.Split('#', 2)[0]);
            if (fields.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (numbers.Count + errors.Count == 0 && Array.FindIndex([.. fields], field => HeaderNames.Contains(field.Trim(), StringComparer.OrdinalIgnoreCase)) is >= 0 and var named)
            {
                column = named;
            }
            else if (NumberPlan.TryRead(fields.ElementAtOrDefault(column), country, out var number))
            {
                numbers.Add(NumberPlan.Describe(number).Number);
            }
            else if (errors.Count < MostErrors)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}: '{fields.ElementAtOrDefault(column)}' is no phone number{(country is null ? " with a plus sign; --country says whose numbers have none" : "")}"));
            }
        }

        return errors.Count > 0 ? new(0, 0, errors) : new(await AddAsync(numbers, "import", null, null, cancellationToken), numbers.Distinct().Count(), []);
    }

    /// <summary>Takes a number off the list.</summary>
    /// <returns><see langword="false"/> when it is not on it.</returns>
    public async Task<bool> RemoveAsync(string number, CancellationToken cancellationToken)
    {
        var normal = NumberPlan.TryRead(number, null, out var read) ? NumberPlan.Describe(read).Number : number;
        return await _database.TransactAsync(
            async db =>
            {
                var head = await AuditChain.HoldAsync(db, cancellationToken);
                if (await db.DoNotCall.Where(e => e.Number == normal).ExecuteDeleteAsync(cancellationToken) == 0)
                {
                    return false;
                }

                _chain.Append(db, head, "do-not-call", new() { ["number"] = normal, ["change"] = "removed" });
                await db.SaveChangesAsync(cancellationToken);
                return true;
            },
            cancellationToken);
    }

    /// <summary>The numbers on the list, in order.</summary>
    public async IAsyncEnumerable<string> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = ""; ;)
        {
            var (_, page) = await PageAsync(after, null, 500, cancellationToken);
            foreach (var entry in page)
            {
                yield return entry.Number;
                after = entry.Number;
            }

            if (page.Count == 0)
            {
                yield break;
            }
        }
    }

    /// <summary>Puts numbers on the list; those that are on it stay as they are.</summary>
    /// <returns>How many are new.</returns>
    internal Task<int> AddAsync(IReadOnlyCollection<string> numbers, string source, string? reason, Guid? session, CancellationToken cancellationToken) => _database.TransactAsync(
        async db =>
        {
            var head = await AuditChain.HoldAsync(db, cancellationToken);
            var added = 0;
            foreach (var chunk in numbers.Distinct().Chunk(500))
            {
                var known = await db.DoNotCall.Where(e => chunk.Contains(e.Number)).Select(e => e.Number).ToListAsync(cancellationToken);
                foreach (var number in chunk.Except(known))
                {
                    db.Add(new DoNotCallEntry { Number = number, Source = source, Reason = reason, SessionId = session, CreatedAt = _time.GetUtcNow() });
                    _chain.Append(db, head, "do-not-call", new() { ["number"] = number, ["change"] = "added", ["source"] = source, ["session"] = session?.ToString() });
                    added++;
                }
            }

            await db.SaveChangesAsync(cancellationToken);
            return added;
        },
        cancellationToken);

    /// <summary>A page of the list, by number.</summary>
    internal Task<(int Total, IReadOnlyList<DoNotCallEntry> Page)> PageAsync(string after, string? number, int limit, CancellationToken cancellationToken) => _database.ReadAsync(
        async db =>
        {
            var all = number is null ? db.DoNotCall : db.DoNotCall.Where(e => e.Number == number);
            var page = await all.Where(e => string.Compare(e.Number, after) > 0).OrderBy(e => e.Number).Take(limit).ToListAsync(cancellationToken);
            return (await all.CountAsync(cancellationToken), (IReadOnlyList<DoNotCallEntry>)page);
        },
        cancellationToken);
}

/// <summary>What came of an import.</summary>
/// <param name="Added">How many are new.</param>
/// <param name="Read">How many there were in the file.</param>
/// <param name="Errors">What is wrong with it, line by line; nothing was imported then.</param>
public sealed record ImportResult(int Added, int Read, IReadOnlyList<string> Errors);
