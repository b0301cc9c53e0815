using System.IO.Compression;
using System.Xml.Linq;

namespace Parley.EndToEnd.Tests.Packages;

/// <summary>The packages of this checkout, packed once from what is built already, under a version that nobody has in a cache.</summary>
public sealed class PackageFeed : IAsyncLifetime
{
    /// <summary>A folder with what belongs to the feed; it goes with it.</summary>
    public string Scratch { get; } = Directory.CreateTempSubdirectory("parley-packages-").FullName;

    /// <summary>The feed.</summary>
    public string Folder => Path.Combine(Scratch, "feed");

    /// <summary>The version of all packages in it.</summary>
    public string Version { get; } = $"0.0.0-test.{Environment.ProcessId}";

    public async ValueTask InitializeAsync() =>
        await Dotnet.RunAsync(Repository.Root, ["pack", "Parley.slnx", "-c", Configuration, "--no-build", "-o", Folder, $"-p:PackageVersion={Version}"]);

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Scratch, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The ids of all packages in it.</summary>
    public IEnumerable<string> Ids => Directory.GetFiles(Folder, "*.nupkg").Select(file => Path.GetFileName(file)[..^$".{Version}.nupkg".Length]).Order(StringComparer.Ordinal);

    /// <summary>Opens a package.</summary>
    public ZipArchive Open(string id) => ZipFile.OpenRead(FileOf(id));

    /// <summary>The file of a package.</summary>
    public string FileOf(string id) => Path.Combine(Folder, $"{id}.{Version}.nupkg");

    /// <summary>What a package says of itself.</summary>
    public XElement MetadataOf(string id)
    {
        using var package = Open(id);
        using var manifest = package.GetEntry($"{id}.nuspec")!.Open();
        return XDocument.Load(manifest).Root!.Elements().Single();
    }

    /// <summary>That of these tests: the last part of the folder that they run from.</summary>
    private static string Configuration => new DirectoryInfo(AppContext.BaseDirectory).Name;
}
