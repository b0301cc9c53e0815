namespace Parley.Simulation.Yaml;

/// <summary>
/// A map of a YAML file. Ask it for every key that may stand in it, whether it does or not; then <see cref="End"/> knows which keys should not be there, and
/// <see cref="KnownKeys"/> which ones may.
/// </summary>
public sealed class YamlMap
{
    private readonly YamlMapping _mapping;
    private readonly YamlProblems _problems;
    private readonly List<string> _known = [];

    internal YamlMap(YamlMapping mapping, YamlProblems problems) => (_mapping, _problems) = (mapping, problems);

    /// <summary>Where it begins.</summary>
    public YamlPlace Place => _mapping.Place;

    /// <summary>Where problems with it go.</summary>
    public YamlProblems Problems => _problems;

    /// <summary>What stands in it, in order; for maps whose keys are the writer's own.</summary>
    public IReadOnlyList<YamlValue> Entries => [.. _mapping.Entries.Select(entry => new YamlValue(entry.Key, entry.Place, entry.Value, _problems))];

    /// <summary>The keys that it was asked for so far, in that order.</summary>
    public IReadOnlyList<string> KnownKeys => _known;

    /// <summary>Gives the value of a key that may be there.</summary>
    public YamlValue this[string key]
    {
        get
        {
            if (!_known.Contains(key))
            {
                _known.Add(key);
            }

            var entry = _mapping.Entries.FirstOrDefault(entry => entry.Key == key);
            return new(key, entry?.Place ?? Place, entry?.Value, _problems);
        }
    }

    /// <summary>Reads a file whose root is a map.</summary>
    /// <returns>The map, or <see langword="null"/> when there is none; then a problem says why.</returns>
    public static YamlMap? Read(string text, YamlProblems problems)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(problems);
        var root = YamlTree.Read(text, problems);
        if (root is null or YamlMapping)
        {
            return root is YamlMapping mapping ? new(mapping, problems) : null;
        }

        problems.Add(root.Place, "expected keys with values, such as 'name: ...'");
        return null;
    }

    /// <summary>Gives the value of a key that must be there; a problem says so when it is not.</summary>
    public YamlValue Require(string key)
    {
        var value = this[key];
        if (!value.Exists)
        {
            _problems.Add(Place, $"'{key}' is missing");
        }

        return value;
    }

    /// <summary>Says that nothing else may stand in the map: notes every key that it was not asked for, with the one that was probably meant.</summary>
    /// <param name="explain">A better message for some keys; <see langword="null"/> for the usual one.</param>
    public void End(Func<string, string?>? explain = null)
    {
        foreach (var entry in _mapping.Entries.Where(entry => !_known.Contains(entry.Key)))
        {
            _problems.Add(entry.Place, explain?.Invoke(entry.Key) ?? $"'{entry.Key}' is not known here; {NearestWord.Hint(entry.Key, _known)}");
        }
    }
}
