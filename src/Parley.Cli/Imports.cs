using Parley.Server.Dialing;

namespace Parley.Cli;

/// <summary>Tells what came of an import.</summary>
internal static class Imports
{
    public static async Task<int> ReportAsync(ImportResult result, TextWriter output, TextWriter error)
    {
        foreach (var line in result.Errors)
        {
            await error.WriteLineAsync($"parley: {line}");
        }

        await output.WriteLineAsync(result.Errors.Count > 0 ? "Nothing was imported." : $"{result.Added} of {result.Read} numbers are new.");
        return result.Errors.Count > 0 ? 1 : 0;
    }
}
