namespace Parley.Audio.Vad;

/// <summary>
/// Voice activity by loudness against a floor that follows the line's own noise: down at once, up slowly, and up at once where what is heard is steady and
/// without a pitch. Noise therefore becomes background before it makes a turn, speech does not. Rumble below the telephone band does not count. Raw decisions;
/// put a <see cref="SpeechGate"/> behind it for turns.
/// </summary>
/// <param name="options">Margins and limits; defaults suit telephone sound.</param>
public sealed class EnergyVoiceActivityDetector(EnergyVoiceActivityOptions? options = null) : IVoiceActivityDetector
{
    private const int LongestOnStack = 48_000 / 50;

    private readonly EnergyVoiceActivityOptions _options = options ?? new();
    private readonly NoiseJudge _noise = new();
    private double _floor = double.NaN;
    private double _lastIn;
    private double _lastOut;
    private bool _speaking;

    /// <summary>The estimated background noise in dBov; NaN before the first frame.</summary>
    public double Floor => _floor;

    /// <inheritdoc/>
    public bool IsSpeech(ReadOnlySpan<short> frame)
    {
        Span<short> band = frame.Length <= LongestOnStack ? stackalloc short[frame.Length] : new short[frame.Length];
        KeepBand(frame, band);
        var level = Level.Dbov(band);
        _floor = double.IsNaN(_floor) ? Math.Min(level, _options.HighestFirstFloor) : Follow(level);
        if (_noise.Hear(band, level, matters: level >= _options.MinimumLevel && level >= _floor + _options.KeepMargin) is { } noise)
        {
            _floor = Math.Max(_floor, noise);
        }

        var margin = _speaking ? _options.KeepMargin : _options.StartMargin;
        _speaking = level >= _options.MinimumLevel && level >= _floor + margin;
        return _speaking;
    }

    /// <summary>Takes away what lies below the telephone band: hum and rumble.</summary>
    private void KeepBand(ReadOnlySpan<short> frame, Span<short> band)
    {
        var rate = frame.Length * 50;
        var keep = rate / (rate + (2 * Math.PI * _options.LowestHz));
        var (lastIn, lastOut) = (_lastIn, _lastOut);
        for (var i = 0; i < frame.Length; i++)
        {
            lastOut = keep * (lastOut + frame[i] - lastIn);
            lastIn = frame[i];
            band[i] = (short)Math.Clamp(lastOut, short.MinValue, short.MaxValue);
        }

        (_lastIn, _lastOut) = (lastIn, lastOut);
    }

    private double Follow(double level)
    {
        var floor = level < _floor
            ? _floor + (level - _floor) * _options.FloorFall
            : Math.Min(level, _floor + _options.FloorRise);
        return Math.Max(floor, _options.LowestFloor);
    }
}
