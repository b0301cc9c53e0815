using System.Text.RegularExpressions;
using Parley.Simulation.Personas;
using Parley.Simulation.Personas.Steps;
using Parley.Simulation.Sounds;

namespace Parley.Simulation.Tests.Personas;

/// <summary>docs/guides/personas.md is true.</summary>
public sealed partial class PersonaGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Root(), "docs", "guides", "personas.md"));

    [Fact]
    public void Examples_AllOfThem_CanBeRead()
    {
        var examples = Example().Matches(Guide).Select(match => PersonaFile.Parse(match.Groups[1].Value)).ToList();

        Assert.Equal(3, examples.Count);
    }

    [Fact]
    public void Words_OfTheReader_AreInTheGuide()
    {
        Assert.All(StepKinds.All.Keys, verb => Assert.Matches($@"\| `{verb}[:`]", Guide));
        Assert.All(NamedSounds.Names, name => Assert.Contains($"`{name}`", Guide, StringComparison.Ordinal));
    }

    [Fact]
    public void Table_OfShippedPersonas_IsComplete()
    {
        var rows = ShippedPersonas.All.Select(persona => $"| `{persona.Key}` | {persona.Value.Description} |").ToList();

        Assert.All(rows, row => Assert.Contains(row, Guide, StringComparison.Ordinal));
        Assert.Equal(rows.Count, Guide[Guide.IndexOf("## Shipped personas", StringComparison.Ordinal)..].Split('\n').Count(line => line.StartsWith("| `", StringComparison.Ordinal)));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Parley.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Not in the repository.");
        }

        return folder.FullName;
    }

    [GeneratedRegex(@"```yaml\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
