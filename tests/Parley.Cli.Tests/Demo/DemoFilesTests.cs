using Parley.Agents;
using Parley.Cli.Demo;

namespace Parley.Cli.Tests.Demo;

public sealed class DemoFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task KeepAsync_RecordedCall_NamesBothFilesAfterIt()
    {
        var files = new DemoFiles(_folder);
        files.Prepare();
        Directory.CreateDirectory(files.Recordings);
        await File.WriteAllTextAsync(Path.Combine(files.Recordings, "leg.wav"), "sound", Token);

        var kept = await files.KeepAsync(Call(), "leg", Token);

        Assert.Equal(["person.wav", "person.txt"], kept.Select(Path.GetFileName));
        Assert.Equal("sound", await File.ReadAllTextAsync(kept[0], Token));
        Assert.Contains("the network has the call", await File.ReadAllTextAsync(kept[1], Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeepAsync_CallWithoutSound_KeepsItsTranscript()
    {
        var files = new DemoFiles(_folder);
        files.Prepare();

        Assert.Equal(["person.txt"], (await files.KeepAsync(Call(), "leg", Token)).Select(Path.GetFileName));
        Assert.Equal(["person.txt"], (await files.KeepAsync(Call(), null, Token)).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Prepare_SecondDemo_ClearsAwayTheFirstAndNothingElse()
    {
        var files = new DemoFiles(_folder);
        foreach (var name in (string[])["person.wav", "person.txt", "parley.db", "parley.db-wal", "notes.md"])
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.FullName, name), "", Token);
        }

        Directory.CreateDirectory(files.Recordings);

        files.Prepare();

        Assert.Equal(["notes.md"], _folder.EnumerateFileSystemInfos().Select(entry => entry.Name));
    }

    private static CallTimeline Call()
    {
        var call = new CallTimeline("person", "+15551230001");
        call.Take(new DialoutConnected("leg"), TimeSpan.FromSeconds(1));
        return call;
    }
}
