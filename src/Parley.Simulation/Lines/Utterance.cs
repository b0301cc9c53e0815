namespace Parley.Simulation.Lines;

/// <summary>A stretch of speech that a callee heard.</summary>
/// <param name="Start">Its beginning, counted from the first sound of the line.</param>
/// <param name="End">Its end, without the pause that showed it.</param>
public readonly record struct Utterance(TimeSpan Start, TimeSpan End)
{
    /// <summary>How long it lasted.</summary>
    public TimeSpan Duration => End - Start;
}
