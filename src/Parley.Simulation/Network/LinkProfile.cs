namespace Parley.Simulation.Network;

/// <summary>What one direction of a way is like at a time. The default is a short clean way.</summary>
public sealed record LinkProfile
{
    /// <summary>The least time that a datagram is on its way.</summary>
    public TimeSpan Delay { get; init; } = VirtualNetwork.DefaultDelay;

    /// <summary>How much time is added to that, at random for each datagram, by <see cref="JitterShape"/>. The order stays, unless <see cref="Reordering"/> breaks it.</summary>
    public TimeSpan Jitter { get; init; }

    /// <summary>How the added time is spread.</summary>
    public JitterShape JitterShape { get; init; }

    /// <summary>The share of datagrams lost, each by itself, 0 to 1.</summary>
    public double Loss { get; init; }

    /// <summary>Datagrams lost several in a row, beside <see cref="Loss"/>.</summary>
    public BurstLoss? Bursts { get; init; }

    /// <summary>Datagrams that later ones overtake.</summary>
    public Reordering? Reordering { get; init; }

    /// <summary>The share of datagrams that arrive twice, 0 to 1.</summary>
    public double Duplicates { get; init; }

    /// <summary>Bits per second that the way carries, headers of IPv4 and UDP included; <see langword="null"/> for any number.</summary>
    public long? Bandwidth { get; init; }

    /// <summary>How long a datagram may have to wait for its turn before <see cref="Bandwidth"/>; one that would wait longer is dropped.</summary>
    public TimeSpan Queue { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Whether nothing gets through at all.</summary>
    public bool IsDown { get; init; }

    /// <summary>What is wrong with the figures, or <see langword="null"/>.</summary>
    public string? FindError() => this switch
    {
        { Delay.Ticks: < 0 } => "the delay is less than 0",
        { Jitter.Ticks: < 0 } => "the jitter is less than 0",
        { Loss: not (>= 0 and <= 1) } => "the loss is not a share from 0 to 1",
        { Bursts.Share: not (>= 0 and < 1) } => "the share lost in bursts is not from 0 to less than 1",
        { Bursts.MeanLength: not (>= 1 and <= BurstLoss.LongestMean) } => $"the mean length of bursts is not from 1 to {BurstLoss.LongestMean:0}",
        { Bursts.ToBad: > 1 } => "bursts of that mean length cannot make up so large a share: make them longer",
        { Reordering.Share: not (>= 0 and <= 1) } => "the share reordered is not from 0 to 1",
        { Reordering.Depth: not (>= 1 and <= Reordering.MostDepth) } => $"the depth of reordering is not from 1 to {Reordering.MostDepth}",
        { Duplicates: not (>= 0 and <= 1) } => "the share of duplicates is not from 0 to 1",
        { Bandwidth: < 1 } => "the bandwidth is less than 1 bit per second",
        { Queue.Ticks: < 0 } => "the queue is less than 0",
        _ => null,
    };
}
