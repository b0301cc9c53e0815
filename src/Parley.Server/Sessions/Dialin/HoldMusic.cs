using Microsoft.Extensions.Options;
using Parley.Audio.Resampling;
using Parley.Audio.Tones;
using Parley.Audio.Wav;
using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Dialin;

/// <summary>What waiting callers hear: a WAV file of the operator's, or a tune of our own, plucked notes in the telephone band that nobody holds rights in.</summary>
internal sealed class HoldMusic(IOptions<ParleyOptions> options)
{
    public const int SampleRate = 8000;

    /// <summary>The largest file, in bytes.</summary>
    public const int MaxFileSize = 10_000_000;

    /// <summary>The samples, to be played over and over.</summary>
    public short[] Samples => field ??= options.Value.Dialin.HoldMusic is { } file ? Read(file) : HoldTune.Compose(SampleRate);

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
}
