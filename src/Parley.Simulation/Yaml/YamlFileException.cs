namespace Parley.Simulation.Yaml;

/// <summary>A YAML file says what nobody understands. Its message holds every error, one in a line.</summary>
/// <param name="errors">What is wrong, in the order of the file.</param>
public sealed class YamlFileException(IReadOnlyList<YamlError> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>What is wrong, in the order of the file.</summary>
    public IReadOnlyList<YamlError> Errors => errors;
}
