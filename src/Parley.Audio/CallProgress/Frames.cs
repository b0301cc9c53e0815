namespace Parley.Audio.CallProgress;

/// <summary>Everything here counts in frames of 20 ms at 8,000 samples per second.</summary>
internal static class Frames
{
    /// <summary>Samples of a frame.</summary>
    public const int Samples = 160;

    public static TimeSpan Duration(int frames) => TimeSpan.FromTicks(frames * 20 * TimeSpan.TicksPerMillisecond);
}
