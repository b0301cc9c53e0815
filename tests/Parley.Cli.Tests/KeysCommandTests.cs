namespace Parley.Cli.Tests;

public sealed class KeysCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("parley-").FullName;

    public KeysCommandTests()
        => File.WriteAllText(Config, $$"""{ "Parley": { "Storage": { "ConnectionString": "Data Source={{_folder}}/parley.db" } } }""");

    private string Config => Path.Combine(_folder, "parley.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Create_PrintsTheKeyAndListShowsItsBeginningOnly()
    {
        var (created, key, _) = await RunAsync("create", "public", "--name", "web page");
        var (listed, list, _) = await RunAsync("list");

        Assert.Equal((0, 0), (created, listed));
        Assert.Matches("^pk_[A-Za-z0-9]{40}\\s*$", key);
        Assert.Contains("web page", list, StringComparison.Ordinal);
        Assert.Contains(key[..8], list, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Trim(), list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Revoke_KnownKey_RevokesItOnce()
    {
        await RunAsync("create", "private");
        var id = (await RunAsync("list")).Output.Split(' ')[0];

        var (first, _, _) = await RunAsync("revoke", id);
        var (second, said, _) = await RunAsync("revoke", id);

        Assert.Equal((0, 1), (first, second));
        Assert.Contains("no valid key", said, StringComparison.Ordinal);
        Assert.Contains("revoked", (await RunAsync("list")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotate_KnownKey_PrintsANewSecretOfTheSameKey()
    {
        var (_, first, _) = await RunAsync("create", "personal", "--agents", "outbound", "--expires", "2099-01-01");
        var id = (await RunAsync("list")).Output.Split(' ')[0];

        var (rotated, second, _) = await RunAsync("rotate", id, "--overlap", "60");
        var (unknown, _, _) = await RunAsync("rotate", $"{Guid.NewGuid()}");
        var list = (await RunAsync("list")).Output;

        Assert.Equal((0, 1), (rotated, unknown));
        Assert.Matches("^pcc_pat_[A-Za-z0-9]{40}\\s*$", second);
        Assert.NotEqual(first, second);
        Assert.Contains("valid until 2099-01-01", list, StringComparison.Ordinal);
        Assert.Contains("for outbound", list, StringComparison.Ordinal);
        Assert.Contains(id, list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task BackupAndRestore_BringBackWhatWasThere()
    {
        await RunAsync("create", "public", "--name", "kept");
        var copy = Path.Combine(_folder, "copy.db");

        Assert.Equal(0, await RunAsync(BackupCommands.Backup(), copy));
        await RunAsync("create", "public", "--name", "later");
        Assert.Equal(1, await RunAsync(BackupCommands.Backup(), copy));
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Assert.Equal(0, await RunAsync(BackupCommands.Restore(), copy));

        var list = (await RunAsync("list")).Output;
        Assert.Contains("kept", list, StringComparison.Ordinal);
        Assert.DoesNotContain("later", list, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Any_BadSettings_SaysWhichInOneLine()
    {
        await File.WriteAllTextAsync(Config, """{"Parley":{"Storage":{"Provider":"oracle"}}}""", TestContext.Current.CancellationToken);

        var (code, _, error) = await RunAsync("list");

        Assert.Equal((1, "parley: Parley:Storage:Provider is 'oracle'; expected 'sqlite', 'postgres'."), (code, error.Trim()));
    }

    private Task<int> RunAsync(System.CommandLine.Command command, string file)
        => command.Parse([file, "--config", Config]).InvokeAsync(new() { Output = TextWriter.Null, Error = TextWriter.Null }, TestContext.Current.CancellationToken);

    private async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await KeysCommand.Create().Parse([.. arguments, "--config", Config])
            .InvokeAsync(new() { Output = output, Error = error }, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
