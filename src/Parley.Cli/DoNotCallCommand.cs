using System.CommandLine;
using Parley.Server.Dialing;

namespace Parley.Cli;

/// <summary><c>parley dnc import|list|remove</c>: who is not to be called.</summary>
internal static class DoNotCallCommand
{
    public static Command Create() => new("dnc", "Imports and lists numbers that are not to be called.") { Import(), List(), Remove() };

    private static Command Import()
    {
        var file = new Argument<FileInfo>("file") { Description = "One number a line, or CSV with a column 'number'" }.AcceptExistingOnly();
        var country = new Option<string>("--country") { Description = "The country (US) of numbers without a plus sign" };
        return StoreVerb.Create<DoNotCallList>("import", "Puts the numbers of a file on the list; all of them, or none.", [file, country], async (list, parsed, output, cancellationToken) =>
        {
            using var lines = parsed.GetRequiredValue(file).OpenText();
            var result = await list.ImportAsync(lines, parsed.GetValue(country), cancellationToken);
            return await Imports.ReportAsync(result, output, parsed.InvocationConfiguration.Error);
        });
    }

    private static Command List() => StoreVerb.Create<DoNotCallList>("list", "Lists the numbers.", [], async (list, _, output, cancellationToken) =>
    {
        await foreach (var number in list.ListAsync(cancellationToken))
        {
            await output.WriteLineAsync(number);
        }

        return 0;
    });

    private static Command Remove()
    {
        var number = new Argument<string>("number") { Description = "The number, +15551230001" };
        return StoreVerb.Create<DoNotCallList>("remove", "Takes a number off the list.", [number], async (list, parsed, output, cancellationToken) =>
        {
            var removed = await list.RemoveAsync(parsed.GetRequiredValue(number), cancellationToken);
            await output.WriteLineAsync(removed ? "It is off the list." : "It is not on the list.");
            return removed ? 0 : 1;
        });
    }
}
