using System.Collections.Immutable;

namespace Parley.Audio.Tones;

/// <summary>Tones with their cadence.</summary>
/// <param name="Segments">What sounds, in order.</param>
/// <param name="Repeats">Whether it starts over when done.</param>
public sealed record TonePattern(ImmutableArray<ToneSegment> Segments, bool Repeats)
{
    /// <summary>Level of each sine in dBm0: 0 is the network's reference, 3.14 a full-scale sine.</summary>
    public double LevelDbm0 { get; init; } = -13;

    /// <summary>Length of one round.</summary>
    public TimeSpan Duration => Segments.Aggregate(TimeSpan.Zero, (sum, segment) => sum + segment.Duration);
}
