using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Server.Storage;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Dialing;

/// <summary>The owned numbers, for programs that manage them. Get it from the services of the host.</summary>
public sealed class PhoneBook
{
    private static readonly string[] Columns = ["id", "number", "name", "trunk"];

    private readonly NumberStore _numbers;
    private readonly IOptions<ParleyOptions> _options;

    internal PhoneBook(NumberStore numbers, IOptions<ParleyOptions> options) => (_numbers, _options) = (numbers, options);

    /// <summary>The owned numbers, the oldest first, and how their calls of the last 30 days went.</summary>
    public async Task<IReadOnlyList<PhoneBookEntry>> ListAsync(CancellationToken cancellationToken)
    {
        var all = await _numbers.ListAsync(cancellationToken);
        var calls = await _numbers.CallsAsync([.. all.Select(n => n.Number)], cancellationToken);
        return [.. all.Select(n => new PhoneBookEntry(n.Id, n.Number, n.Name, n.Trunk, n.Agent, calls[n.Number].Made, calls[n.Number].Answered))];
    }

    /// <summary>Takes the numbers of a CSV text into ownership: columns id, number, name, trunk, of which only the number is needed. All of them, or none.</summary>
    public async Task<ImportResult> ImportAsync(TextReader lines, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lines);
        var (read, errors) = (new List<OwnedNumber>(), new List<string>());
        string[] columns = Columns;
        for (var line = 1; await lines.ReadLineAsync(cancellationToken) is { } text; line++)
        {
            var fields = CsvLine.Read(text);
            if (fields.All(string.IsNullOrWhiteSpace))
            {
                continue;
            }

            if (read.Count + errors.Count == 0 && fields.Contains("number", StringComparer.OrdinalIgnoreCase))
            {
                columns = [.. fields.Select(field => field.ToLowerInvariant())];
                errors.AddRange(columns.Except(Columns).Select(column => $"line {line}: there is no column '{column}'; there are {string.Join(", ", Columns)}"));
                continue;
            }

            if (Wrong(fields, columns, read) is { } wrong)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"line {line}: {wrong}"));
                continue;
            }

            Guid? id = Field("id") is { } idText ? Guid.Parse(idText) : null;
            read.Add(_numbers.New(id, Field("number")!, Field("name"), Field("trunk"), read.Count));

            string? Field(string name) => FieldOf(fields, columns, name);
        }

        if (errors.Count == 0)
        {
            errors.AddRange(await _numbers.ImportAsync(read, cancellationToken));
        }

        return errors.Count > 0 ? new(0, 0, errors) : new(read.Count, read.Count, []);
    }

    private string? Wrong(IReadOnlyList<string> fields, string[] columns, List<OwnedNumber> read)
    {
        var (id, number, name, trunk) = (FieldOf(fields, columns, "id"), FieldOf(fields, columns, "number"), FieldOf(fields, columns, "name"), FieldOf(fields, columns, "trunk"));
        return fields.Count > columns.Length ? $"there are {fields.Count} fields, and {columns.Length} columns"
            : !PhoneNumber.TryParse(number, out _) ? $"'{number}' is no number such as +15551230001"
            : id is not null && !Guid.TryParse(id, out _) ? $"'{id}' is no id such as 3f0e9f5a-0000-4000-8000-000000000001"
            : name is { Length: > 128 } ? "the name is longer than 128 characters"
            : trunk is not null && _options.Value.Trunks.All(t => t.Name != trunk) ? $"there is no trunk '{trunk}'"
            : read.Exists(n => n.Number == number) ? $"{number} is there twice"
            : id is not null && read.Exists(n => n.Id == Guid.Parse(id)) ? $"the id {id} is there twice"
            : null;
    }

    private static string? FieldOf(IReadOnlyList<string> fields, string[] columns, string name) =>
        Array.IndexOf(columns, name) is >= 0 and var place && fields.ElementAtOrDefault(place) is { Length: > 0 } text ? text : null;
}

/// <summary>An owned number.</summary>
/// <param name="Id">What <c>callerId</c> names.</param>
/// <param name="Number">E.164 with the plus sign.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Trunk">The trunk it belongs to, if it is one's.</param>
/// <param name="Agent">The agent that answers it, if it is not the default one.</param>
/// <param name="Calls">How many calls of the last 30 days showed it.</param>
/// <param name="Answered">How many of them were answered.</param>
public sealed record PhoneBookEntry(Guid Id, string Number, string Name, string? Trunk, string? Agent, int Calls, int Answered);
