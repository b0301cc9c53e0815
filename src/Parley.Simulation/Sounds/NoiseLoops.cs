using System.Collections.Concurrent;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Sounds;

/// <summary>Twelve seconds of noise each, always the same.</summary>
internal static class NoiseLoops
{
    private const int Length = 12 * LineBook.SampleRate;
    private static readonly ConcurrentDictionary<(NoiseKind, double), short[]> Rendered = new();

    /// <summary>Gives a noise at a level.</summary>
    /// <param name="kind">Which one.</param>
    /// <param name="levelDb">Its mean level, in dB below full scale.</param>
    public static ReadOnlyMemory<short> Get(NoiseKind kind, double levelDb) =>
        Rendered.GetOrAdd((kind, levelDb), static wanted => Scale(wanted.Item1 is NoiseKind.Street ? Street() : Office(), wanted.Item2));

    /// <summary>Brings a sound to a mean level.</summary>
    public static short[] Scale(double[] sound, double levelDb)
    {
        var present = Math.Sqrt(sound.Sum(sample => sample * sample) / sound.Length);
        var wanted = 32_768 * Math.Pow(10, levelDb / 20);
        return [.. sound.Select(sample => (short)Math.Clamp(Math.Round(sample * wanted / Math.Max(present, 1e-9)), short.MinValue, short.MaxValue))];
    }

    private static double[] Street()
    {
        var (white, low, lower) = (new WhiteNoise(seed: 1), 0.0, 0.0);
        return Fill(i =>
        {
            low += 0.12 * (white.Next() - low);
            lower += 0.05 * (low - lower);
            return (lower + (0.15 * low)) * (1 + (0.35 * Math.Sin(Turn(i, 2))) + (0.2 * Math.Sin(Turn(i, 5)))); // cars that pass
        });
    }

    private static double[] Office()
    {
        var (white, low) = (new WhiteNoise(seed: 2), 0.0);
        return Fill(i =>
        {
            low += 0.35 * (white.Next() - low);
            var key = i % (LineBook.SampleRate * 3 / 10) < 40 && i / LineBook.SampleRate % 4 != 3 ? 0.15 * white.Next() : 0; // somebody types
            return low + key + (0.15 * Math.Sin(Turn(i, 12 * 120)));
        });
    }

    /// <summary>The angle of something that turns so many times in a round, so that the round has no seam.</summary>
    private static double Turn(int sample, int times) => 2 * Math.PI * times * sample / Length;

    private static double[] Fill(Func<int, double> sample)
    {
        var sound = new double[Length];
        for (var i = 0; i < Length; i++)
        {
            sound[i] = sample(i);
        }

        return sound;
    }

    /// <summary>Numbers from -1 to 1 without a pattern.</summary>
    private sealed class WhiteNoise(uint seed)
    {
        private uint _state = seed;

        public double Next()
        {
            _state = (_state * 1_664_525) + 1_013_904_223;
            return ((_state >> 8) / 8_388_608.0) - 1;
        }
    }
}
