using Parley.Simulation.Scripts;

namespace Parley.Simulation.Sounds;

/// <summary>Sixteen seconds of what is heard on hold: plucked chords over a bass, our own tune, as dull as it should be.</summary>
internal static class HoldMusic
{
    private const int NotesPerChord = 8;
    private const double NoteSeconds = 0.25;
    private const double RingsFor = 0.35; // seconds until a pluck has fallen to a third

    // In semitones from A3 (220 Hz): C, A minor, F, G, each twice a round.
    private static readonly int[][] Chords = [[3, 7, 10, 15], [0, 3, 7, 12], [-4, 0, 3, 8], [-2, 2, 5, 10]];
    private static readonly int[] Order = [0, 2, 1, 3, 2, 1, 2, 3];

    /// <summary>Renders one round.</summary>
    public static short[] Render()
    {
        const int noteLength = (int)(NoteSeconds * LineBook.SampleRate);
        var sound = new double[2 * Chords.Length * NotesPerChord * noteLength];
        for (var note = 0; note < 2 * Chords.Length * NotesPerChord; note++)
        {
            var chord = Chords[note / NotesPerChord % Chords.Length];
            Pluck(sound, note * noteLength, chord[Order[note % NotesPerChord]], 2_500);
            if (note % NotesPerChord is 0 or 4)
            {
                Pluck(sound, note * noteLength, chord[0] - 12, 2_000);
            }
        }

        return [.. sound.Select(sample => (short)Math.Clamp(sample, short.MinValue, short.MaxValue))];
    }

    private static void Pluck(double[] sound, int start, int semitone, double amplitude)
    {
        var hz = 220 * Math.Pow(2, semitone / 12.0);
        for (var i = 0; i < LineBook.SampleRate; i++)
        {
            var time = (double)i / LineBook.SampleRate;
            var phase = 2 * Math.PI * hz * time;
            var envelope = Math.Min(1, time / 0.005) * Math.Exp(-time / RingsFor) * Math.Min(1, (1 - time) / 0.05);
            sound[(start + i) % sound.Length] += amplitude * envelope * (Math.Sin(phase) + (0.4 * Math.Sin(2 * phase)) + (0.2 * Math.Sin(3 * phase)));
        }
    }
}
