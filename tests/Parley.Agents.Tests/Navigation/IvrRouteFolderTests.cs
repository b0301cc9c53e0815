namespace Parley.Agents.Tests.Navigation;

public sealed class IvrRouteFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("parley-routes-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Folder => Path.Combine(_root, "routes");

    private IvrRouteFolder Routes => new(Folder);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("+15551230001")]
    [InlineData("sip:menu@example.com;transport=tcp?X-A=b")]
    [InlineData("../../../etc/passwd")]
    [InlineData("\u00fcmlaut / \0 : *")]
    [InlineData("")]
    public async Task Find_WhatWasSaved_IsTheSameAndInsideTheFolder(string name)
    {
        var route = new IvrRoute(name, "speak with \"sales\"", [new("For sales, press one.", "1"), new("Please hold.", "")]);

        await Routes.SaveAsync(route, Cancellation);
        var found = await Routes.FindAsync(name, route.Goal, Cancellation);

        Assert.Equal(route.ToJson(), found?.ToJson());
        Assert.Equal(Directory.GetFiles(_root, "*", SearchOption.AllDirectories), Directory.GetFiles(Folder, "*.json"));
    }

    [Fact]
    public async Task Find_AnotherNameOrGoal_IsNotFound()
    {
        await Routes.SaveAsync(new("+1555", "sales", []), Cancellation);

        Assert.Null(await Routes.FindAsync("+1555", "support", Cancellation));
        Assert.Null(await Routes.FindAsync("1555", "sales", Cancellation));
    }

    [Fact]
    public async Task Find_WithoutAFolder_IsNotFound() => Assert.Null(await Routes.FindAsync("+1555", "sales", Cancellation));

    [Fact]
    public async Task Save_Again_TakesThePlaceOfTheFirst()
    {
        await Routes.SaveAsync(new("+1555", "sales", [new("Press one.", "1")]), Cancellation);
        await Routes.SaveAsync(new("+1555", "sales", [new("Press two.", "2")]), Cancellation);

        Assert.Equal("2", Assert.Single((await Routes.FindAsync("+1555", "sales", Cancellation))!.Steps).Keys);
        Assert.Single(Directory.GetFiles(Folder));
    }

    /// <summary>A file that somebody has spoilt is no route: the menu is found out anew, and the file written anew.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"+1555\",\"goal\":\"sales\"}")]
    [InlineData("{\"name\":\"+1555\",\"goal\":\"sales\",\"steps\":[null]}")]
    [InlineData("{\"name\":\"+1555\",\"goal\":\"sales\",\"steps\":[{\"keys\":\"1\"}]}")]
    [InlineData("{\"name\":\"+1556\",\"goal\":\"sales\",\"steps\":[]}")]
    public async Task Find_DamagedFile_IsNotFound(string json)
    {
        var route = new IvrRoute("+1555", "sales", [new("Press one.", "1")]);
        await Routes.SaveAsync(route, Cancellation);
        File.WriteAllText(Directory.GetFiles(Folder).Single(), json);

        Assert.Null(await Routes.FindAsync("+1555", "sales", Cancellation));
        await Routes.SaveAsync(route, Cancellation);
        Assert.NotNull(await Routes.FindAsync("+1555", "sales", Cancellation));
    }
}
