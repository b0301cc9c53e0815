namespace Parley.Simulation.Network;

/// <summary>How the time that jitter adds is spread.</summary>
public enum JitterShape
{
    /// <summary>Evenly between nothing and <see cref="LinkProfile.Jitter"/>.</summary>
    Uniform,

    /// <summary>The upper half of a bell with the standard deviation <see cref="LinkProfile.Jitter"/>: mostly little, now and then two or three times as much.</summary>
    Normal,

    /// <summary>A long tail with the mean <see cref="LinkProfile.Jitter"/>, as queues of other people's traffic have it.</summary>
    Exponential,
}
