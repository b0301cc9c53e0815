using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Packages;

/// <summary>The command <c>dotnet</c>, run to its end.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(8);

    private static readonly Dictionary<string, string> Alone = new()
    {
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",

        // Nothing that it starts stays behind.
        ["MSBUILDDISABLENODEREUSE"] = "1",
        ["UseSharedCompilation"] = "false",
    };

    /// <summary>Runs it.</summary>
    /// <param name="folder">Its working folder.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Variables set for it.</param>
    /// <returns>What it printed.</returns>
    public static async Task<string> RunAsync(string folder, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = PeerProcess.Start("dotnet", folder, arguments, Alone.Concat(environment ?? new Dictionary<string, string>()).ToDictionary());
        var status = await process.WaitForExitAsync(Patience, TestContext.Current.CancellationToken);
        Assert.True(status == 0, process.Output);
        return process.Output;
    }
}
