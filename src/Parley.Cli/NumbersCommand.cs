using System.CommandLine;
using Parley.Server.Dialing;

namespace Parley.Cli;

/// <summary><c>parley numbers list|import</c>: the owned numbers.</summary>
internal static class NumbersCommand
{
    public static Command Create() => new("numbers", "Lists and imports owned numbers.") { List(), Import() };

    private static Command List() => StoreVerb.Create<PhoneBook>("list", "Lists the owned numbers, and how their calls of the last 30 days went.", [], async (book, _, output, cancellationToken) =>
    {
        foreach (var number in await book.ListAsync(cancellationToken))
        {
            var rate = number.Calls == 0 ? "no calls" : $"{number.Answered} of {number.Calls} calls answered ({100.0 * number.Answered / number.Calls:0} %)";
            await output.WriteLineAsync($"{number.Id}  {number.Number,-16}  {number.Trunk ?? "any trunk",-12}  {number.Agent ?? "-",-12}  {rate}  {number.Name}");
        }

        return 0;
    });

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "CSV with the columns id, number, name, trunk; only the number is needed" }.AcceptExistingOnly();
        return StoreVerb.Create<PhoneBook>("import", "Takes the numbers of a file into ownership; all of them, or none.", [file], async (book, parsed, output, cancellationToken) =>
        {
            using var lines = parsed.GetRequiredValue(file).OpenText();
            return await Imports.ReportAsync(await book.ImportAsync(lines, cancellationToken), output, parsed.InvocationConfiguration.Error);
        });
    }
}
