namespace Parley.Simulation.Yaml;

/// <summary>A value as it stands in a file, with its place.</summary>
/// <param name="Place">Where it begins.</param>
/// <param name="Size">How many values it is, those in it included; an alias counts as what it stands for.</param>
internal abstract record YamlNode(YamlPlace Place, long Size);

/// <summary>A text, a number, a word.</summary>
internal sealed record YamlScalar(YamlPlace Place, string Text, bool IsQuoted) : YamlNode(Place, 1)
{
    /// <summary>Whether nothing stands there.</summary>
    public bool IsEmpty => !IsQuoted && Text is "" or "~" or "null";
}

/// <summary>Values one behind the other.</summary>
internal sealed record YamlSequence(YamlPlace Place, IReadOnlyList<YamlNode> Items) : YamlNode(Place, 1 + Items.Sum(item => item.Size));

/// <summary>Values with names.</summary>
internal sealed record YamlMapping(YamlPlace Place, IReadOnlyList<YamlEntry> Entries) : YamlNode(Place, 1 + Entries.Sum(entry => entry.Value.Size));

/// <summary>One value with its name.</summary>
internal sealed record YamlEntry(string Key, YamlPlace Place, YamlNode Value);
