namespace Parley.Telephony.Tests.Media;

/// <summary>Speech of sorts, for tests of what becomes of it: voiced syllables of gliding pitch and changing vowels, hisses between them, pauses.</summary>
internal static class Speech
{
    public const int Rate = 8000;
    private const int Block = 80;
    private static readonly float[] HighPass = MakeHighPass();

    public static short[] Make(int seed, int length)
    {
        var random = new Random(seed);
        var speech = new short[length];
        for (var at = 0; at < length;)
        {
            var syllable = Math.Min(random.Next(800, 2000), length - at);
            switch (random.Next(6))
            {
                case 0:
                    break; // a pause
                case 1:
                    Hiss(random, speech.AsSpan(at, syllable / 2));
                    break;
                default:
                    Vowel(random, speech.AsSpan(at, syllable));
                    break;
            }

            at += syllable;
        }

        return speech;
    }

    /// <summary>
    /// Counts the clicks in what was heard of a sound. A click is a burst above 3.3 kHz, where this voice has next to nothing and a cut waveform has much: 10 ms that peak
    /// there twice as high as anything within 100 ms of the same place in the sound itself.
    /// </summary>
    /// <param name="sound">What was said.</param>
    /// <param name="heard">What came out.</param>
    /// <param name="placeOf">Which sample of the sound is heard about then.</param>
    public static int Clicks(ReadOnlySpan<short> sound, ReadOnlySpan<short> heard, Func<int, double> placeOf)
    {
        const int Around = 10;
        const int Floor = 30;    // what mu-law's steps make of a quiet voice
        var (said, got) = (Bursts(sound), Bursts(heard));
        var clicks = 0;
        for (var block = 0; block < got.Length; block++)
        {
            var place = (int)(placeOf(block * Block) / Block);
            var largest = (float)Floor;
            for (var i = Math.Max(0, place - Around); i <= Math.Min(said.Length - 1, place + Around); i++)
            {
                largest = Math.Max(largest, said[i]);
            }

            clicks += got[block] > largest * 2 ? 1 : 0;
        }

        return clicks;
    }

    /// <summary>The peaks above 3.3 kHz, block by block of 10 ms.</summary>
    private static float[] Bursts(ReadOnlySpan<short> sound)
    {
        var bursts = new float[sound.Length / Block];
        for (var i = HighPass.Length - 1; i < bursts.Length * Block; i++)
        {
            var sum = 0f;
            for (var tap = 0; tap < HighPass.Length; tap++)
            {
                sum += HighPass[tap] * sound[i - tap];
            }

            bursts[i / Block] = Math.Max(bursts[i / Block], Math.Abs(sum));
        }

        return bursts;
    }

    private static float[] MakeHighPass()
    {
        const int Taps = 41;
        var filter = new float[Taps];
        for (var i = 0; i < Taps; i++)
        {
            var x = i - (Taps / 2);
            var ideal = x == 0 ? 1 - (2 * 3300.0 / Rate) : -Math.Sin(2 * Math.PI * 3300 / Rate * x) / (Math.PI * x);
            filter[i] = (float)(ideal * (0.54 + (0.46 * Math.Cos(2 * Math.PI * x / Taps))));
        }

        return filter;
    }

    private static void Vowel(Random random, Span<short> samples)
    {
        var pitch = random.Next(90, 230);
        var glide = (random.NextDouble() - 0.5) * 0.3;
        var (first, second) = (random.Next(300, 800), random.Next(1000, 2200));
        var phase = 0.0;
        for (var i = 0; i < samples.Length; i++)
        {
            var share = (double)i / samples.Length;
            var hertz = pitch * (1 + (glide * share));
            phase += 2 * Math.PI * hertz / Rate;
            var value = 0.0;
            for (var k = 1; k * hertz < 2800; k++)
            {
                var shape = Math.Exp(-Math.Pow(((k * hertz) - first) / 200, 2)) + (0.4 * Math.Exp(-Math.Pow(((k * hertz) - second) / 250, 2))) + 0.01;
                value += shape * Math.Sin(k * phase);
            }

            samples[i] = (short)Math.Clamp(value * 5000 * Math.Sqrt(Math.Sin(Math.PI * share)), short.MinValue, short.MaxValue);
        }
    }

    private static void Hiss(Random random, Span<short> samples)
    {
        for (var i = 0; i < samples.Length; i++)
        {
            samples[i] = (short)((random.NextDouble() - 0.5) * 3000 * Math.Sin(Math.PI * i / samples.Length));
        }
    }
}
