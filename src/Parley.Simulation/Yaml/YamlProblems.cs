namespace Parley.Simulation.Yaml;

/// <summary>Gathers what is wrong in one file, so that all of it is told at once.</summary>
/// <param name="file">The name of the file for the errors.</param>
public sealed class YamlProblems(string file)
{
    private readonly List<YamlError> _errors = [];

    /// <summary>What is wrong so far, in the order of the file.</summary>
    public IReadOnlyList<YamlError> Errors => [.. _errors.OrderBy(error => error.Place.Line).ThenBy(error => error.Place.Column)];

    /// <summary>Notes an error; the same one only once (an alias is read as often as it is used).</summary>
    public void Add(YamlPlace place, string message)
    {
        var error = new YamlError(file, place, message);
        if (!_errors.Contains(error))
        {
            _errors.Add(error);
        }
    }

    /// <summary>Throws when there are errors.</summary>
    /// <exception cref="YamlFileException">There are.</exception>
    public void ThrowIfAny()
    {
        if (_errors.Count > 0)
        {
            throw new YamlFileException(Errors);
        }
    }
}
