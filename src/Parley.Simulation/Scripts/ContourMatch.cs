namespace Parley.Simulation.Scripts;

/// <summary>Where a line was found in a turn.</summary>
/// <param name="Start">The step of the turn at which the line begins; negative when its beginning was cut off.</param>
/// <param name="Length">The line's length in steps.</param>
/// <param name="Likeness">1 is the very sound, 0 nothing in common.</param>
internal sealed record ContourMatch(int Start, int Length, double Likeness)
{
    /// <summary>What makes one match better than another: being alike for long.</summary>
    public double Weight => (Likeness - Contour.Alike) * Length;

    /// <summary>Whether both claim the same part of the turn.</summary>
    public bool Overlaps(ContourMatch other) => Start < other.Start + other.Length && other.Start < Start + Length;
}
