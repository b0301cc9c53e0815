using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>The demo as a newcomer runs it: it ends by itself, with status 0 only when every call went as scripted.</summary>
public sealed class DemoTests
{
    [Fact]
    public async Task Demo_PersonVoicemailBusy_AllAsScriptedAndRecorded()
    {
        var folder = Directory.CreateTempSubdirectory("parley-demo-").FullName;
        var output = Path.Combine(folder, "out");
        await using var demo = PeerProcess.Start(
            "dotnet",
            folder,
            [ParleyServer.Executable, "demo", "--urls", $"http://127.0.0.1:{FreePorts.Take()}", "--output", output],
            new Dictionary<string, string> { ["Parley__Simulator__Listen"] = $"127.0.0.1:{FreePorts.Take()}" });

        var status = await demo.WaitForExitAsync(TimeSpan.FromSeconds(90), TestContext.Current.CancellationToken);

        Assert.True(status == 0, demo.Output);
        foreach (var call in new[] { "person", "voicemail" })
        {
            Assert.True(new FileInfo(Path.Combine(output, $"{call}.wav")).Length > 8000 * 2 * 2 * 5, $"{call}.wav is shorter than five seconds.");
            Assert.Contains("agent", await File.ReadAllTextAsync(Path.Combine(output, $"{call}.txt"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Contains("486", demo.Output, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }
}
