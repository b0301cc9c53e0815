namespace Parley.EndToEnd.Tests.Peers;

/// <summary>Wireshark's reader, for what we wrote.</summary>
internal static class Tshark
{
    /// <summary>Reads a capture and gives the fields of the packets that pass a filter, a line for each packet and a tab between fields.</summary>
    /// <param name="file">The capture.</param>
    /// <param name="filter">A display filter, e.g. <c>rtp</c>.</param>
    /// <param name="fields">The fields, e.g. <c>rtp.p_type</c>.</param>
    public static async Task<IReadOnlyList<string>> ReadAsync(string file, string filter, params string[] fields)
    {
        string[] arguments = ["-r", file, "-Y", filter, "-T", "fields", .. fields.SelectMany(field => (string[])["-e", field])];
        await using var reader = PeerProcess.Start("tshark", Path.GetDirectoryName(file)!, arguments);
        var status = await reader.WaitForExitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
        Assert.True(status == 0, $"tshark ended with status {status}:\n{reader.Output}");
        return [.. reader.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith("Running as user", StringComparison.Ordinal))];
    }
}
