namespace Parley.Audio.CallProgress;

/// <summary>
/// Where speech and background lie on this line, from the distribution of frame levels since the answer (1 dB bins).
/// Follows a line that is 20 dB down or 3 dB above its noise, where a fixed threshold would fail.
/// </summary>
internal sealed class LevelTracker
{
    private const int Lowest = -96;

    /// <summary>Loud and quiet frames must differ by this much before any of them counts as speech, in dB.</summary>
    private const double LeastSpread = 10;

    /// <summary>Somebody who speaks into a telephone reaches this level even 20 dB down, in dBov; a television behind them does not.</summary>
    private const double LeastLoud = -46;

    /// <summary>The threshold stays this near to the loud frames, in dB: pauses of digital silence say nothing about soft syllables.</summary>
    private const double MostBelowLoud = 20;

    /// <summary>
    /// Speech changes its level from frame to frame by at least this much on average, in dB. Noise does not, not even while an automatic
    /// gain raises it above any threshold.
    /// </summary>
    private const double LeastFlux = 1.0;
    private const double FluxShare = 0.2;

    private readonly int[] _counts = new int[-Lowest + 1];
    private int _total;
    private double _flux;
    private double _last = double.NaN;
    private double _threshold = 1;    // above any level while speech and background cannot be told apart

    /// <summary>Level that a tenth of all frames stay below, in dBov.</summary>
    public double Quiet { get; private set; } = Lowest;

    /// <summary>Level that 3 % of all frames exceed, in dBov.</summary>
    public double Loud { get; private set; } = Lowest;

    /// <summary>Whether speech and background can be told apart by now.</summary>
    public bool IsKnown => _threshold < 1;

    /// <summary>Whether a level is above what can be background, whatever its neighbours are.</summary>
    public bool IsLoud(double levelDbov) => levelDbov >= _threshold;

    /// <summary>Whether a frame of this level, just added, is speech.</summary>
    public bool IsSpeech(double levelDbov) => levelDbov >= _threshold && _flux >= LeastFlux;

    /// <summary>Takes the level of a frame that is no tone.</summary>
    public void Add(double levelDbov)
    {
        var change = double.IsNaN(_last) ? 0 : Math.Min(Math.Abs(levelDbov - _last), 12);
        _flux += FluxShare * (change - _flux);
        _last = levelDbov;
        _counts[Math.Clamp((int)Math.Round(levelDbov) - Lowest, 0, -Lowest)]++;
        _total++;
        Quiet = Percentile(0.10);
        Loud = Percentile(0.97);
        _threshold = Loud - Quiet < LeastSpread || Loud < LeastLoud ? 1 : Math.Max((Quiet + Loud) / 2, Loud - MostBelowLoud);
    }

    private double Percentile(double share)
    {
        var wanted = share * _total;
        var below = 0;
        for (var i = 0; i < _counts.Length; i++)
        {
            below += _counts[i];
            if (below >= wanted)
            {
                return i + Lowest;
            }
        }

        return 0;
    }
}
