using System.CommandLine;
using Parley.Server.Dialing;

namespace Parley.Cli;

/// <summary><c>parley audit verify|export</c>: the proof of what was checked before each call.</summary>
internal static class AuditCommand
{
    private const int Broken = 3;

    public static Command Create() => new("audit", "Checks and exports the audit log of dial-outs.") { Verify(), Export() };

    private static Command Verify()
    {
        var (from, to) = (First(), Last());
        return StoreVerb.Create<AuditLog>("verify", "Computes the log's chain of hashes anew; exits with 3 when it is broken.", [from, to], async (log, parsed, output, cancellationToken) =>
        {
            var finding = await log.VerifyAsync(parsed.GetValue(from), parsed.GetValue(to), cancellationToken);
            await output.WriteLineAsync(finding.Problem is { } problem ? $"BROKEN: {problem}" : $"{finding.Entries} entries are as they were written.");
            await output.WriteLineAsync($"latest entry {finding.HeadSequence}, hash {finding.HeadHash}{(finding.IsSigned is null ? ", not signed (Parley:Audit:Key is not set)" : "")}");
            return finding.Problem is null ? 0 : Broken;
        });
    }

    private static Command Export()
    {
        var (from, to) = (First(), Last());
        return StoreVerb.Create<AuditLog>("export", "Prints the entries, a line of JSON each.", [from, to], async (log, parsed, output, cancellationToken) =>
        {
            await foreach (var line in log.ExportAsync(parsed.GetValue(from), parsed.GetValue(to), cancellationToken))
            {
                await output.WriteLineAsync(line);
            }

            return 0;
        });
    }

    private static Option<long?> First() => new("--from") { Description = "Number of the first entry" };

    private static Option<long?> Last() => new("--to") { Description = "Number of the last entry" };
}
