namespace Parley.Agents;

/// <summary>What is said while a tool of the model takes its time, so that the line is not dead.</summary>
public sealed record FillerOptions
{
    /// <summary>The texts, one of which is chosen at random.</summary>
    public IReadOnlyList<string> Texts { get; init; } = ["One moment, please.", "Let me look that up.", "Just a second."];

    /// <summary>A tool that runs no longer than this, counted from when the bot fell silent, needs none.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromSeconds(1.2);

    /// <summary>What the choice depends on; <see langword="null"/> for the session's id. The same seed chooses the same.</summary>
    public int? Seed { get; init; }
}
