using System.IO.Compression;
using System.Xml.Linq;

namespace Parley.EndToEnd.Tests.Packages;

/// <summary>What users get from a feed: the libraries with all that belongs to them, and a template whose test passes at once.</summary>
public sealed class PackageTests(PackageFeed feed) : IClassFixture<PackageFeed>
{
    private static readonly string[] Packed =
    [
        "Parley.Agents", "Parley.Audio", "Parley.Client", "Parley.Rooms", "Parley.Rtp", "Parley.Server", "Parley.Simulation", "Parley.Sip", "Parley.Speech",
        "Parley.Speech.Onnx", "Parley.Telephony", "Parley.Templates", "Parley.Testing",
    ];

    private static readonly string[] Leftovers = ["VoiceAgentApp", "voice-agent-app", "PARLEY_VERSION", "XUNIT_VERSION", "PACKAGE_SOURCE"];

    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>All that are libraries.</summary>
    public static TheoryData<string> Libraries => [.. Packed.Where(id => id != "Parley.Templates")];

    [Fact]
    public void Pack_OfTheCheckout_HasLibrariesAndTemplatesOnly() => Assert.Equal(Packed, feed.Ids);

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_SaysWhatItIs(string id)
    {
        var metadata = feed.MetadataOf(id).Elements().ToLookup(e => e.Name.LocalName);

        Assert.Equal(("MIT", "expression"), (metadata["license"].Single().Value, metadata["license"].Single().Attribute("type")?.Value));
        Assert.Equal("PACKAGE.md", metadata["readme"].Single().Value);
        Assert.NotEqual("Package Description", metadata["description"].Single().Value);
        Assert.Equal("git", metadata["repository"].Single().Attribute("type")?.Value);
        Assert.All(
            metadata["dependencies"].Descendants().Where(e => e.Attribute("id")?.Value.StartsWith("Parley.", StringComparison.Ordinal) is true),
            dependency => Assert.Equal(feed.Version, dependency.Attribute("version")?.Value));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Library_Packed_HasDocumentationAndSymbols(string id)
    {
        using var package = feed.Open(id);
        using var symbols = ZipFile.OpenRead(Path.ChangeExtension(feed.FileOf(id), ".snupkg"));

        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.dll"));
        Assert.NotNull(package.GetEntry($"lib/net10.0/{id}.xml"));
        Assert.NotNull(package.GetEntry("PACKAGE.md"));
        Assert.NotNull(symbols.GetEntry($"lib/net10.0/{id}.pdb"));
    }

    [Fact]
    public async Task Template_NewAgent_ItsTestPassesAtOnce()
    {
        var hive = Path.Combine(feed.Scratch, "hive");
        var solution = Path.Combine(feed.Scratch, "Acme.Visit_Reminders");
        await Dotnet.RunAsync(feed.Scratch, ["new", "install", feed.FileOf("Parley.Templates"), "--debug:custom-hive", hive]);
        await Dotnet.RunAsync(feed.Scratch, ["new", "parley-agent", "-n", "Acme.Visit_Reminders", "--package-source", feed.Folder, "--debug:custom-hive", hive]);

        var tested = await Dotnet.RunAsync(
            solution,
            ["test"],
            new Dictionary<string, string>
            {
                // The machine's packages are read but not added to.
                ["NUGET_PACKAGES"] = Path.Combine(feed.Scratch, "packages"),
                ["NUGET_FALLBACK_PACKAGES"] = MachinePackages,
            });

        Assert.Matches(@"(?m)^\s*failed: 0\s*$", tested);
        Assert.Matches(@"(?m)^\s*succeeded: 2\s*$", tested);
        Assert.Contains("\"acme-visit-reminders\"", await File.ReadAllTextAsync(Path.Combine(solution, "Acme.Visit_Reminders", "Program.cs"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.DoesNotContain(
            Directory.EnumerateFiles(solution, "*", SearchOption.AllDirectories).Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal)),
            file => File.ReadAllText(file) is var text && Leftovers.Any(word => text.Contains(word, StringComparison.Ordinal) || file.Contains(word, StringComparison.Ordinal)));
    }
}
