namespace Parley.Simulation.Network;

/// <summary>Datagrams held back for so long that later ones overtake them.</summary>
/// <param name="Share">The share of datagrams held back, 0 to 1.</param>
/// <param name="Depth">How many packets of a stream of one every 20 ms overtake each of them.</param>
public sealed record Reordering(double Share, int Depth)
{
    internal const int MostDepth = 1_000;

    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(20);

    /// <summary>How long a datagram is held back: into the middle between the last that overtakes it and the next.</summary>
    internal TimeSpan HeldBack => (Depth * Spacing) + (Spacing / 2);
}
