using Parley.Audio.Tones;

namespace Parley.Agents.Tests.Answering;

/// <summary>Composes what comes from a callee: talk, quiet and tones over faint noise, at 8,000 samples a second.</summary>
internal sealed class CalleeSound(int seed = 1)
{
    private const int Rate = 8000;

    private readonly Random _random = new(seed);
    private readonly List<short> _samples = [];

    /// <summary>Loudness of the line's own noise, as an amplitude.</summary>
    public double Noise { get; init; } = 20;

    public TimeSpan Length => TimeSpan.FromSeconds((double)_samples.Count / Rate);

    public short[] ToArray() => [.. _samples.Select(s => (short)Math.Clamp(s + ((_random.NextDouble() - 0.5) * 2 * Noise), short.MinValue, short.MaxValue))];

    public CalleeSound Quiet(double seconds)
    {
        _samples.AddRange(new short[(int)(seconds * Rate)]);
        return this;
    }

    public CalleeSound Tone(TonePattern pattern, double? seconds = null)
    {
        _samples.AddRange(ToneGenerator.Render(pattern, Rate, seconds is { } s ? TimeSpan.FromSeconds(s) : null));
        return this;
    }

    /// <summary>Syllables of changing pitch and loudness, without a pause between them.</summary>
    public CalleeSound Talk(double seconds, double amplitude = 3000)
    {
        var end = _samples.Count + (int)(seconds * Rate);
        while (_samples.Count < end)
        {
            Syllable(Math.Min(_random.Next(640, 1600), end - _samples.Count), amplitude * (0.5 + (_random.NextDouble() * 0.9)));
        }

        return this;
    }

    private void Syllable(int length, double amplitude)
    {
        var pitch = _random.Next(95, 160);
        var formant = _random.Next(400, 800);
        var hiss = _random.Next(4) == 0;
        for (var i = 0; i < length; i++)
        {
            var value = 0.0;
            for (var k = 1; k * pitch < 2500 && !hiss; k++)
            {
                value += (Math.Exp(-Math.Pow(((k * pitch) - formant) / 250.0, 2)) + 0.05) * Math.Sin(2 * Math.PI * k * pitch * i / Rate);
            }

            value = hiss ? _random.NextDouble() - 0.5 : value * 0.5;
            _samples.Add((short)Math.Clamp(value * amplitude * Math.Pow(Math.Sin(Math.PI * (i + 1) / (length + 1)), 0.6), short.MinValue, short.MaxValue));
        }
    }
}
