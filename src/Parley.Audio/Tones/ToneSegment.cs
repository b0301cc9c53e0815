namespace Parley.Audio.Tones;

/// <summary>A stretch of one or two sine tones, or of silence.</summary>
/// <param name="FirstHz">The first frequency; 0 for none.</param>
/// <param name="SecondHz">The second frequency; 0 for none.</param>
/// <param name="Duration">How long it sounds.</param>
public readonly record struct ToneSegment(double FirstHz, double SecondHz, TimeSpan Duration)
{
    /// <summary>A stretch of tone, its duration in milliseconds.</summary>
    public static ToneSegment On(double firstHz, double secondHz, double milliseconds) =>
        new(firstHz, secondHz, TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A pause, in milliseconds.</summary>
    public static ToneSegment Off(double milliseconds) => new(0, 0, TimeSpan.FromMilliseconds(milliseconds));
}
