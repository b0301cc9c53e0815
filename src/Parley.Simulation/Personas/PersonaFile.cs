using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas;

/// <summary>Reads personas from YAML: see docs/guides/personas.md for what may stand there.</summary>
public static class PersonaFile
{
    /// <summary>Reads a file. WAV files that it names lie beside it.</summary>
    /// <exception cref="YamlFileException">The file is wrong; the message holds every error with its line and column.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static PersonaScript Load(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return Parse(File.ReadAllText(path), path, Path.GetDirectoryName(Path.GetFullPath(path)));
    }

    /// <summary>Reads a text.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">What to call it in errors; its name is also the persona's, when that has none.</param>
    /// <param name="folder">Where the WAV files are that it names; <see langword="null"/> when it can name none.</param>
    /// <exception cref="YamlFileException">The text is wrong; the message holds every error with its line and column.</exception>
    public static PersonaScript Parse(string text, string file = "persona.yaml", string? folder = null)
    {
        var problems = new YamlProblems(file);
        var persona = YamlMap.Read(text, problems) is { } map ? Read(map, Path.GetFileNameWithoutExtension(file), folder) : null;
        problems.ThrowIfAny();
        return persona!;
    }

    /// <summary>Reads a persona that stands within another file. What is wrong goes to the problems of that file.</summary>
    /// <param name="map">The persona's keys.</param>
    /// <param name="name">What to call it when it does not say.</param>
    /// <param name="folder">Where the WAV files are that it names; <see langword="null"/> when it can name none.</param>
    public static PersonaScript Read(YamlMap map, string name, string? folder)
    {
        ArgumentNullException.ThrowIfNull(map);
        return PersonaReader.Read(map, name, folder);
    }
}
