namespace Parley.Simulation.Yaml;

/// <summary>A duration that is drawn: <c>1s..3s</c>; or a certain one: <c>2s</c>.</summary>
/// <param name="Least">The shortest.</param>
/// <param name="Most">The longest; as long as the shortest for a certain duration. Infinite means for ever.</param>
public readonly record struct DurationRange(TimeSpan Least, TimeSpan Most)
{
    /// <summary>Without an end.</summary>
    public static DurationRange Forever { get; } = Timeout.InfiniteTimeSpan;

    /// <summary>Whether it has no end.</summary>
    public bool IsForever => Most == Timeout.InfiniteTimeSpan;

    /// <summary>Draws one, to the millisecond. A certain duration draws nothing.</summary>
    public TimeSpan Draw(Random random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Least == Most ? Least : Least + TimeSpan.FromMilliseconds(random.NextInt64((long)(Most - Least).TotalMilliseconds + 1));
    }

    /// <summary>A certain duration.</summary>
    public static implicit operator DurationRange(TimeSpan duration) => FromTimeSpan(duration);

    /// <summary>A certain duration.</summary>
    public static DurationRange FromTimeSpan(TimeSpan duration) => new(duration, duration);

    /// <inheritdoc/>
    public override string ToString() =>
        IsForever ? DurationText.Forever : Least == Most ? DurationText.Of(Least) : $"{DurationText.Of(Least)}..{DurationText.Of(Most)}";
}
