using System.Xml.Linq;

namespace Parley.EndToEnd.Tests.House;

/// <summary>The arrows between the libraries only point down. See docs/architecture.md.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Audio"] = [],
        ["Sip"] = [],
        ["Rtp"] = [],
        ["Rooms"] = ["Audio"],
        ["Telephony"] = ["Audio", "Sip", "Rtp"],
        ["Agents"] = ["Audio"],
        ["Speech"] = ["Agents"],
        ["Speech.Onnx"] = ["Agents"],
        ["Simulation"] = ["Agents", "Telephony"],
        ["Server"] = ["Agents", "Rooms", "Telephony"],
        ["Client"] = [],
        ["Testing"] = ["Server", "Simulation", "Speech"],
        ["Cli"] = ["Client", "Server", "Simulation", "Speech", "Speech.Onnx", "Testing"],
    };

    /// <summary>One row per library that has a project file, so a new library must be named above.</summary>
    public static TheoryData<string> Libraries => [.. Directory.GetDirectories(Path.Combine(Repository.Root, "src")).Select(d => Path.GetFileName(d)["Parley.".Length..])];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void References_OfLibrary_OnlyPointDown(string library)
    {
        Assert.True(Allowed.TryGetValue(library, out var allowed), $"Parley.{library} is not in the table: say what it may see.");
        var project = XDocument.Load(Path.Combine(Repository.Root, "src", $"Parley.{library}", $"Parley.{library}.csproj"));
        var references = project.Descendants("ProjectReference")
            .Where(r => !r.Attribute("Include")!.Value.Contains("/samples/", StringComparison.Ordinal))   // The bundled agents; they see Parley.Agents only.
            .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value)["Parley.".Length..]);

        Assert.All(references, r => Assert.True(allowed.Contains(r), $"Parley.{library} must not see Parley.{r}."));
    }
}
