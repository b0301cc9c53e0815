namespace Parley.Audio.Vad;

/// <summary>
/// Voice activity by loudness against a floor that follows the line's own noise: down at once, up slowly, and up at once where what is heard is steady and
/// without a pitch. Noise therefore becomes background before it makes a turn, speech does not. Rumble below the telephone band does not count. Raw decisions;
/// put a <see cref="SpeechGate"/> behind it for turns.
/// </summary>
/// <param name="options">Margins and limits; defaults suit telephone sound.</param>
public sealed class EnergyVoiceActivityDetector(EnergyVoiceActivityOptions? options = null) : IVoiceActivityDetector
{
    private readonly EnergyVoiceActivityOptions _options = options ?? new();
    private readonly NoiseJudge _noise = new();
    private short[] _band = [];
    private double _floor = double.NaN;
    private double _lastIn;
    private double _lastOut;
    private bool _speaking;

    /// <summary>The estimated background noise in dBov; NaN before the first frame.</summary>
    public double Floor => _floor;

    /// <inheritdoc/>
    public bool IsSpeech(ReadOnlySpan<short> frame)
    {
        var band = InBand(frame);
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

    /// <summary>The frame without what lies below the telephone band: hum and rumble.</summary>
    private ReadOnlySpan<short> InBand(ReadOnlySpan<short> frame)
    {
        if (_band.Length < frame.Length)
        {
            _band = new short[frame.Length];
        }

        var rate = frame.Length * 50;
        var keep = rate / (rate + (2 * Math.PI * _options.LowestHz));
        for (var i = 0; i < frame.Length; i++)
        {
            _lastOut = keep * (_lastOut + frame[i] - _lastIn);
            _lastIn = frame[i];
            _band[i] = (short)Math.Clamp(_lastOut, short.MinValue, short.MaxValue);
        }

        return _band.AsSpan(0, frame.Length);
    }

    private double Follow(double level)
    {
        var floor = level < _floor
            ? _floor + (level - _floor) * _options.FloorFall
            : Math.Min(level, _floor + _options.FloorRise);
        return Math.Max(floor, _options.LowestFloor);
    }
}
