namespace Parley.Audio.Tones;

/// <summary>Music for somebody who waits: plucked notes in the telephone band that nobody holds rights in.</summary>
public static class HoldTune
{
    private const double SecondsPerNote = 0.4;
    private const double Decay = 2.2;
    private const double Loudness = 3200;

    // Two bars each of C, A minor, F and G, broken from the bass up and down again: in semitones from A below middle C.
    private static readonly int[][] Chords = [[3, 10, 15, 19], [0, 7, 15, 19], [-4, 8, 12, 20], [-2, 10, 14, 17]];
    private static readonly int[] Order = [0, 1, 2, 3, 2, 3, 2, 1];

    /// <summary>The samples, to be played over and over: the end leads into the beginning.</summary>
    /// <param name="sampleRate">Samples per second.</param>
    public static short[] Compose(int sampleRate)
    {
        var note = (int)(SecondsPerNote * sampleRate);
        var total = note * Order.Length * 2 * Chords.Length;
        var sum = new double[total];
        for (var place = 0; place * note < total; place++)
        {
            var chord = Chords[place / (Order.Length * 2)];
            Pluck(sum, place * note, 220 * Math.Pow(2, chord[Order[place % Order.Length]] / 12.0), sampleRate);
        }

        return [.. sum.Select(value => (short)Math.Clamp(value, short.MinValue, short.MaxValue))];
    }

    // A string: few overtones that fade faster than the tone, a soft beginning. What rings on at the end is heard at the beginning, so that the loop has no seam.
    private static void Pluck(double[] sum, int start, double hertz, int sampleRate)
    {
        var length = 3 * sampleRate;
        for (var i = 0; i < length; i++)
        {
            var seconds = (double)i / sampleRate;
            var attack = Math.Min(1, seconds / 0.008);
            var value = 0.0;
            for (var overtone = 1; overtone <= 4 && hertz * overtone < 3300; overtone++)
            {
                value += Math.Sin(2 * Math.PI * hertz * overtone * seconds) * Math.Exp(-Decay * overtone * seconds) / (overtone * overtone);
            }

            sum[(start + i) % sum.Length] += Loudness * attack * value;
        }
    }
}
