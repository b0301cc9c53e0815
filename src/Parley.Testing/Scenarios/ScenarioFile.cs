using Parley.Simulation.Yaml;

namespace Parley.Testing.Scenarios;

/// <summary>Reads scenarios from YAML: see docs/guides/scenarios.md for what may stand there.</summary>
public static class ScenarioFile
{
    /// <summary>Reads a file. Persona files that it names lie beside it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="agents">The agents that there are; <see langword="null"/> when that is not known.</param>
    /// <exception cref="YamlFileException">The file is wrong; the message holds every error with its line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Scenario Load(string path, IReadOnlyCollection<string>? agents = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(File.ReadAllText(path), path, agents);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">What to call it in errors; persona files are looked for beside it.</param>
    /// <param name="agents">The agents that there are; <see langword="null"/> when that is not known.</param>
    /// <exception cref="YamlFileException">The text is wrong; the message holds every error with its line and column.</exception>
    public static Scenario Parse(string text, string file = "scenario.yaml", IReadOnlyCollection<string>? agents = null)
    {
        var problems = new YamlProblems(file);
        var reader = new ScenarioReader(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "", agents);
        var scenario = YamlMap.Read(text, problems) is { } root ? reader.Read(root) : null;
        problems.ThrowIfAny();
        return scenario!;
    }
}
