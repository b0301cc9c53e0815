namespace Parley.Simulation.Yaml;

/// <summary>A place in a file, as editors count: both from 1.</summary>
/// <param name="Line">The line.</param>
/// <param name="Column">The column.</param>
public readonly record struct YamlPlace(int Line, int Column);
