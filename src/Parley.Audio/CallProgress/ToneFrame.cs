namespace Parley.Audio.CallProgress;

/// <summary>What tones, if any, fill a stretch of 32 ms.</summary>
/// <param name="LowHz">The only or the lower tone; 0 when the sound is no tone.</param>
/// <param name="HighHz">The higher of two tones; 0 for one.</param>
/// <param name="Share">Share of the energy that its strongest peak holds, 0 to 1, whether it is a tone or not.</param>
internal readonly record struct ToneFrame(double LowHz, double HighHz, double Share)
{
    /// <summary>The band that telephones carry; hum and rumble below it do not count.</summary>
    private const int FirstBin = 6;
    private const int LastBin = 115;

    /// <summary>Deeper "tones" are hummed vowels.</summary>
    private const double LowestHz = 340;

    /// <summary>Share of the band's energy that one tone must hold, and that two must hold together.</summary>
    private const double OneToneShare = 0.90;
    private const double TwoToneShare = 0.85;

    /// <summary>The same for a tone that goes on at the pitch it had: noise and codecs may take a part of it away.</summary>
    private const double GoingOnShare = 0.75;
    private const double GoingOnHz = 12;

    /// <summary>A tone with overtones (a square or "rich" beep): its pitch is above that of voices.</summary>
    private const double LowestCombHz = 600;

    /// <summary>Two tones of one signal are this alike in power (9 dB).</summary>
    private const double MostRatio = 8;

    public bool IsTone => LowHz > 0;

    /// <summary>Whether it is one only because it goes on.</summary>
    public bool IsWeak { get; init; }

    /// <summary>Looks for tones in a spectrum.</summary>
    /// <param name="power">Power per bin.</param>
    /// <param name="goesOnHz">Pitch of the tone that was heard just before; 0 for none.</param>
    public static ToneFrame From(ReadOnlySpan<float> power, double goesOnHz)
    {
        var total = 0.0;
        for (var bin = FirstBin; bin <= LastBin; bin++)
        {
            total += power[bin];
        }

        var first = Strongest(power, -100);
        var firstHz = Interpolate(power, first);
        var reach = firstHz is > 380 and < 520 ? 3 : 2;    // pairs such as 400 + 450 Hz are one peak here
        var firstPower = Around(power, first, reach);
        if (total <= 0 || firstHz < LowestHz)
        {
            return new(0, 0, total <= 0 ? 0 : firstPower / total);
        }

        var share = firstPower / total;
        var goesOn = Math.Abs(firstHz - goesOnHz) < GoingOnHz;
        if (share > OneToneShare)
        {
            return new(firstHz, 0, share);
        }

        var second = Strongest(power, first);
        var secondPower = Around(power, second);
        var secondHz = Interpolate(power, second);
        if (firstPower + secondPower > TwoToneShare * total && firstPower < MostRatio * secondPower && secondHz > LowestHz)
        {
            return new(Math.Min(firstHz, secondHz), Math.Max(firstHz, secondHz), share);
        }

        return firstHz > LowestCombHz && firstPower + Overtones(power, firstHz) > OneToneShare * total
            ? new(firstHz, 0, share)
            : goesOn && share > GoingOnShare ? new(firstHz, 0, share) { IsWeak = true } : new(0, 0, share);
    }

    private static int Strongest(ReadOnlySpan<float> power, int except)
    {
        var best = FirstBin;
        var bestPower = -1f;
        for (var bin = FirstBin; bin <= LastBin; bin++)
        {
            if (power[bin] > bestPower && Math.Abs(bin - except) > 3)
            {
                (best, bestPower) = (bin, power[bin]);
            }
        }

        return best;
    }

    private static double Around(ReadOnlySpan<float> power, int bin, int reach = 2)
    {
        var sum = 0.0;
        for (var i = Math.Max(bin - reach, 0); i <= Math.Min(bin + reach, power.Length - 1); i++)
        {
            sum += power[i];
        }

        return sum;
    }

    private static double Overtones(ReadOnlySpan<float> power, double hz)
    {
        var sum = 0.0;
        for (var k = 2; k * hz < 3700 && k <= 5; k++)
        {
            sum += Around(power, (int)Math.Round(k * hz / Spectrum.BinHz));
        }

        return sum;
    }

    /// <summary>The peak between bins, by a parabola through the logarithms; good to about 2 Hz on a clean tone.</summary>
    private static double Interpolate(ReadOnlySpan<float> power, int bin)
    {
        var (left, centre, right) = (Log(power[bin - 1]), Log(power[bin]), Log(power[bin + 1]));
        var bend = left - (2 * centre) + right;
        var offset = bend < 0 ? Math.Clamp(0.5 * (left - right) / bend, -0.5, 0.5) : 0;
        return (bin + offset) * Spectrum.BinHz;
    }

    private static double Log(float power) => Math.Log(power + 1e-9);
}
