using System.Reflection;

namespace Parley.Simulation.Personas;

/// <summary>The personas that come with Parley, by the names of their files: <c>quick-person</c>, <c>personal-voicemail</c>, <c>not-in-service</c>. They never change while the process runs.</summary>
public static class ShippedPersonas
{
    private const string Prefix = "Parley.Simulation.Personas.";
    private const string Ending = ".yaml";

    private static readonly SortedDictionary<string, Lazy<PersonaScript>> Files = new(
        Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(resource => resource.StartsWith(Prefix, StringComparison.Ordinal) && resource.EndsWith(Ending, StringComparison.Ordinal))
            .ToDictionary(resource => resource[Prefix.Length..^Ending.Length], resource => new Lazy<PersonaScript>(() => Read(resource))),
        StringComparer.Ordinal);

    /// <summary>The JSON Schema of persona files, for editors.</summary>
    public static string Schema => ReadText(Prefix + "schema.json");

    /// <summary>The names, in order.</summary>
    public static IReadOnlyCollection<string> Names => Files.Keys;

    /// <summary>All of them, by name.</summary>
    public static IReadOnlyDictionary<string, PersonaScript> All => Files.ToDictionary(file => file.Key, file => file.Value.Value);

    /// <summary>Gives one.</summary>
    /// <exception cref="ArgumentException">There is none of that name; the message names those that there are.</exception>
    public static PersonaScript Get(string name) => Find(name)
        ?? throw new ArgumentException($"There is no shipped persona '{name}'; {Yaml.NearestWord.Hint(name, Files.Keys)}.", nameof(name));

    /// <summary>Gives one, or <see langword="null"/> when there is none of that name.</summary>
    public static PersonaScript? Find(string name) => Files.GetValueOrDefault(name)?.Value;

    /// <summary>Gives the YAML of one, as an example to start from.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static string SourceOf(string name) => Files.ContainsKey(name)
        ? ReadText(Prefix + name + Ending)
        : throw new ArgumentException($"There is no shipped persona '{name}'; {Yaml.NearestWord.Hint(name, Files.Keys)}.", nameof(name));

    private static PersonaScript Read(string resource) => PersonaFile.Parse(ReadText(resource), resource[Prefix.Length..]);

    private static string ReadText(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
