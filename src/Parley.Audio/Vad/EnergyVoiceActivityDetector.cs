namespace Parley.Audio.Vad;

/// <summary>
/// Voice activity by loudness against a floor that follows the line's own noise: down at once, up slowly. Steady noise therefore
/// becomes background within seconds, speech does not. Raw decisions; put a <see cref="SpeechGate"/> behind it for turns.
/// </summary>
/// <param name="options">Margins and limits; defaults suit telephone sound.</param>
public sealed class EnergyVoiceActivityDetector(EnergyVoiceActivityOptions? options = null) : IVoiceActivityDetector
{
    private readonly EnergyVoiceActivityOptions _options = options ?? new();
    private double _floor = double.NaN;
    private bool _speaking;

    /// <summary>The estimated background noise in dBov; NaN before the first frame.</summary>
    public double Floor => _floor;

    /// <inheritdoc/>
    public bool IsSpeech(ReadOnlySpan<short> frame)
    {
        var level = Level.Dbov(frame);
        _floor = double.IsNaN(_floor) ? Math.Min(level, _options.HighestFirstFloor) : Follow(level);
        var margin = _speaking ? _options.KeepMargin : _options.StartMargin;
        _speaking = level >= _options.MinimumLevel && level >= _floor + margin;
        return _speaking;
    }

    private double Follow(double level)
    {
        var floor = level < _floor
            ? _floor + (level - _floor) * _options.FloorFall
            : Math.Min(level, _floor + _options.FloorRise);
        return Math.Max(floor, Level.Silence);
    }
}
