namespace Parley.Simulation.Network;

/// <summary>
/// Loss in bursts: a chain of two states after Gilbert, a good one that loses nothing and a bad one that loses all, changed at random from one datagram to the next.
/// </summary>
/// <param name="Share">The share of all datagrams lost in bursts, 0 to less than 1.</param>
/// <param name="MeanLength">How many in a row are lost on average, 1 or more.</param>
public sealed record BurstLoss(double Share, double MeanLength)
{
    internal const double LongestMean = 100_000;

    /// <summary>How likely a datagram behind a lost one gets through.</summary>
    internal double ToGood => 1 / MeanLength;

    /// <summary>How likely a datagram behind one that got through is lost: so that in the long run the share comes out.</summary>
    internal double ToBad => ToGood * Share / (1 - Share);
}
