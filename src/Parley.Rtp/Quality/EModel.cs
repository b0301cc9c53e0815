namespace Parley.Rtp.Quality;

/// <summary>
/// The E-model (ITU-T G.107, wideband G.107.1): from delay, loss and codec to the mean opinion score that listeners would give. What a network element
/// cannot know (noise in the rooms, loudness, echo) has the recommendation's default values.
/// </summary>
internal static class EModel
{
    private const double NoiseAndLoudness = 94.7688;    // Ro with all defaults
    private const double Simultaneous = 1.4136;         // Is with all defaults
    private const double Wideband = 129;                // Ro of G.107.1
    private const double EchoLoudness = 65;             // TELR
    private const double ReceiveLoudness = 2;           // RLR
    private const double CircuitNoise = -61.18;         // No with all defaults
    private const double EchoPathLoss = 110;            // WEPL

    /// <summary>The mean opinion score: 1 (bad) to 4.5.</summary>
    /// <param name="codec">The codec.</param>
    /// <param name="delay">From mouth to ear.</param>
    /// <param name="loss">The share of sound lost, 0 to 1.</param>
    /// <param name="burstRatio">How much longer the gaps are than they would be were each packet lost by chance; 1 for chance.</param>
    public static double Mos(CodecQuality codec, TimeSpan delay, double loss, double burstRatio)
    {
        var rating = codec.IsWideband
            ? (Wideband - DelayAlone(delay.TotalMilliseconds) - Equipment(codec, loss, burstRatio)) / 1.29
            : Rating(codec, delay, loss, burstRatio);
        return ToMos(rating);
    }

    /// <summary>R, the rating of a call of telephone bandwidth: 0 to 93.2.</summary>
    public static double Rating(CodecQuality codec, TimeSpan delay, double loss, double burstRatio)
    {
        var milliseconds = Math.Max(0, delay.TotalMilliseconds);
        return NoiseAndLoudness - Simultaneous - TalkerEcho(milliseconds) - ListenerEcho(2 * milliseconds) - DelayAlone(milliseconds)
            - Equipment(codec, loss, burstRatio);
    }

    /// <summary>The score of a rating (G.107, annex B).</summary>
    public static double ToMos(double rating) => rating switch
    {
        <= 0 => 1,
        >= 100 => 4.5,
        _ => Math.Max(1, 1 + (0.035 * rating) + (rating * (rating - 60) * (100 - rating) * 7e-6)),
    };

    /// <summary>Ie,eff: the codec, and what losses do to it.</summary>
    private static double Equipment(CodecQuality codec, double loss, double burstRatio)
    {
        var percent = 100 * Math.Clamp(loss, 0, 1);
        return codec.Impairment + ((95 - codec.Impairment) * percent / ((percent / Math.Max(1, burstRatio)) + codec.Robustness));
    }

    /// <summary>Idd: a delay in which nobody hears an echo.</summary>
    private static double DelayAlone(double milliseconds)
    {
        if (milliseconds <= 100)
        {
            return 0;
        }

        var x = Math.Log2(milliseconds / 100);
        return 25 * (Math.Pow(1 + Math.Pow(x, 6), 1 / 6.0) - (3 * Math.Pow(1 + Math.Pow(x / 3, 6), 1 / 6.0)) + 2);
    }

    /// <summary>Idte: one's own voice coming back.</summary>
    private static double TalkerEcho(double milliseconds)
    {
        var loudness = EchoLoudness - (40 * Math.Log10((1 + (milliseconds / 10)) / (1 + (milliseconds / 150)))) + (6 * Math.Exp(-0.3 * milliseconds * milliseconds));
        var difference = (-1.5 * (CircuitNoise - ReceiveLoudness)) - (80 + (2.5 * (loudness - 14)));
        return ((difference / 2) + Math.Sqrt((difference * difference / 4) + 100) - 1) * (1 - Math.Exp(-milliseconds));
    }

    /// <summary>Idle: the far end's voice heard twice.</summary>
    private static double ListenerEcho(double roundTripMilliseconds)
    {
        var difference = NoiseAndLoudness - (10.5 * (EchoPathLoss + 7) * Math.Pow(roundTripMilliseconds + 1, -0.25));
        return (difference / 2) + Math.Sqrt((difference * difference / 4) + 169);
    }
}
