using Microsoft.Extensions.Options;
using Parley.Audio.Resampling;
using Parley.Audio.Wav;
using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Dialin;

/// <summary>What waiting callers hear: a WAV file of the operator's, or a tune of our own, plucked notes in the telephone band that nobody holds rights in.</summary>
internal sealed class HoldMusic(IOptions<ParleyOptions> options)
{
    public const int SampleRate = 8000;

    /// <summary>The largest file, in bytes.</summary>
    public const int MaxFileSize = 10_000_000;

    private const double SecondsPerNote = 0.4;
    private const double Decay = 2.2;
    private const double Loudness = 3200;

    // Two bars each of C, A minor, F and G, broken from the bass up and down again: in semitones from A below middle C.
    private static readonly int[][] Chords = [[3, 10, 15, 19], [0, 7, 15, 19], [-4, 8, 12, 20], [-2, 10, 14, 17]];
    private static readonly int[] Order = [0, 1, 2, 3, 2, 3, 2, 1];

    /// <summary>The samples, to be played over and over.</summary>
    public short[] Samples => field ??= options.Value.Dialin.HoldMusic is { } file ? Read(file) : Compose();

    /// <summary>Says why a file cannot be played; <see langword="null"/> when it can, or when there is none.</summary>
    public static string? Check(string? file) => file is null ? null : TryRead(file, out _);

    private static short[] Read(string file)
        => TryRead(file, out var samples) is { } error ? throw new ParleyServerException($"{ParleyOptions.Section}:Dialin:HoldMusic: {error}") : samples;

    private static string? TryRead(string file, out short[] samples)
    {
        samples = [];
        try
        {
            using var stream = File.OpenRead(file);
            if (stream.Length > MaxFileSize)
            {
                return $"{file} is too large";
            }

            if (!WavFile.TryRead(stream, out var frame, out var error))
            {
                return Path.GetExtension(file).Equals(".mp3", StringComparison.OrdinalIgnoreCase) ? $"{file}: this server has no decoder for MP3; convert it to WAV" : $"{file}: {error}";
            }

            samples = Resampler.Convert(frame.Samples.Span, frame.SampleRate, SampleRate);
            return samples.Length == 0 ? $"{file} is empty" : null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return fault.Message;
        }
    }

    private static short[] Compose()
    {
        var note = (int)(SecondsPerNote * SampleRate);
        var total = note * Order.Length * 2 * Chords.Length;
        var sum = new double[total];
        for (var place = 0; place * note < total; place++)
        {
            var chord = Chords[place / (Order.Length * 2)];
            Pluck(sum, place * note, 220 * Math.Pow(2, chord[Order[place % Order.Length]] / 12.0));
        }

        return [.. sum.Select(value => (short)Math.Clamp(value, short.MinValue, short.MaxValue))];
    }

    // A string: few overtones that fade faster than the tone, a soft beginning. What rings on at the end is heard at the beginning, so that the loop has no seam.
    private static void Pluck(double[] sum, int start, double hertz)
    {
        var length = 3 * SampleRate;
        for (var i = 0; i < length; i++)
        {
            var seconds = (double)i / SampleRate;
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
