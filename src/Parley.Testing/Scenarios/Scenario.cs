namespace Parley.Testing.Scenarios;

/// <summary>Calls that are made beside each other, and what has to become of them. Written as YAML; see docs/guides/scenarios.md.</summary>
/// <param name="Name">What to call it.</param>
/// <param name="Calls">The calls.</param>
public sealed record Scenario(string Name, IReadOnlyList<ScenarioCall> Calls)
{
    /// <summary>What it is about.</summary>
    public string? Description { get; init; }

    /// <summary>What its first run draws from, unless whoever runs it says otherwise.</summary>
    public int Seed { get; init; } = 1;
}
