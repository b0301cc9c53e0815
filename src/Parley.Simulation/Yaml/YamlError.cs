namespace Parley.Simulation.Yaml;

/// <summary>Something wrong in a YAML file.</summary>
/// <param name="File">The file, as it was named by whoever had it read.</param>
/// <param name="Place">Where in it.</param>
/// <param name="Message">What is wrong there, and what would be right.</param>
public sealed record YamlError(string File, YamlPlace Place, string Message)
{
    /// <summary>As compilers write it: <c>quick.yaml(12,5): 'rings' is 'abc'; expected a duration such as 500ms, 2s or 1m</c>.</summary>
    public override string ToString() => $"{File}({Place.Line},{Place.Column}): {Message}";
}
