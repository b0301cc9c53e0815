namespace Parley.Rtp.Jitter;

/// <summary>How much delay a <see cref="JitterBuffer"/> may spend on smoothness. All depths count ticks (20 ms by default).</summary>
public sealed record JitterBufferOptions
{
    /// <summary>The least depth, 1 or more: what a perfect network settles at.</summary>
    public int MinimumDepth { get; init; } = 1;

    /// <summary>The depth of a new stream, before anything is known about it.</summary>
    public int InitialDepth { get; init; } = 2;

    /// <summary>The greatest depth; packets beyond it are dropped, oldest first. At most 20.</summary>
    public int MaximumDepth { get; init; } = 10;

    /// <summary>
    /// Whether whoever takes the ticks out can make sound a little longer or shorter (<see cref="RtpSession.StretchWanted"/>): the depth then changes by that instead
    /// of by ticks cut out and put in.
    /// </summary>
    public bool Stretches { get; init; }
}
