using System.CommandLine;
using Parley.Agents.Answering;
using Parley.Audio;
using Parley.Audio.Wav;

namespace Parley.Cli.Answering;

/// <summary>
/// <c>parley classify</c>: says of each recording in a folder who answered. Exit status 0 when every file was judged, 1 when some could not
/// be, 2 when the folder or an option is wrong.
/// </summary>
internal static class ClassifyCommand
{
    private const int SomeFailed = 1;
    private const int WrongUse = 2;

    /// <summary>What lies beside recordings without being one.</summary>
    private static readonly string[] s_notes = [".jsonl", ".json", ".md"];

    public static Command Create()
    {
        var folder = new Argument<DirectoryInfo>("folder") { Description = "Recordings of what the callee says from the answer on: WAV, 8,000 Hz, mono" };
        var transcripts = new Option<FileInfo>("--transcripts") { Description = "What a recogniser made of them and when: JSON Lines of file and events (t_ms, text, final)" };
        var profile = new Option<AnswerProfile>("--profile") { Description = "How sure the detector must be", DefaultValueFactory = _ => AnswerProfile.Balanced };
        var jsonl = new Option<FileInfo?>("--jsonl") { Description = "Where the lines go; without it, to the standard output" };
        folder.AcceptExistingOnly();
        transcripts.AcceptExistingOnly();
        var command = new Command("classify", "Says who answered: a line of JSON for each recording in a folder.") { folder, transcripts, profile, jsonl };
        command.SetAction((parsed, cancellationToken) => Failures.ReportAsync(
            () => RunAsync(
                parsed.GetRequiredValue(folder),
                parsed.GetValue(transcripts),
                parsed.GetValue(jsonl),
                new() { Profile = parsed.GetValue(profile), HasRecogniser = parsed.GetValue(transcripts) is not null },
                parsed.InvocationConfiguration,
                cancellationToken),
            parsed.InvocationConfiguration.Error));
        return command;
    }

    private static async Task<int> RunAsync(
        DirectoryInfo folder, FileInfo? transcripts, FileInfo? jsonl, AnswerDetectorOptions options, InvocationConfiguration streams, CancellationToken cancellationToken)
    {
        Dictionary<string, IReadOnlyList<TimedTranscript>> words;
        try
        {
            words = transcripts is null ? [] : TimedTranscript.Read(transcripts.FullName);
        }
        catch (InvalidDataException e)
        {
            await streams.Error.WriteLineAsync(e.Message);
            return WrongUse;
        }

        var began = TimeProvider.System.GetTimestamp();
        var (judged, failed, heard) = (0, 0, TimeSpan.Zero);
        await using var file = jsonl is null ? null : new StreamWriter(jsonl.FullName);
        var output = file ?? streams.Output;
        foreach (var recording in folder.EnumerateFiles().Where(IsRecording).OrderBy(f => f.Name, StringComparer.Ordinal))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var said = Judge(recording, words.GetValueOrDefault(recording.Name, []), options, out var length);
            (judged, failed, heard) = said.Error is null ? (judged + 1, failed, heard + length) : (judged, failed + 1, heard);
            await output.WriteLineAsync(said.ToJson());
            if (said.Error is { } error)
            {
                await streams.Error.WriteLineAsync($"{recording.Name}: {error}");
            }
        }

        var took = TimeProvider.System.GetElapsedTime(began);
        await streams.Error.WriteLineAsync($"{judged} recordings of {heard.TotalSeconds:F0} s judged in {took.TotalSeconds:F1} s{(failed > 0 ? $", {failed} could not be" : "")}.");
        return failed > 0 ? SomeFailed : 0;
    }

    private static bool IsRecording(FileInfo file) =>
        !file.Name.StartsWith('.') && !s_notes.Contains(file.Extension, StringComparer.OrdinalIgnoreCase);

    private static Classification Judge(FileInfo file, IReadOnlyList<TimedTranscript> words, AnswerDetectorOptions options, out TimeSpan length)
    {
        length = TimeSpan.Zero;
        AudioFrame? frame;
        string? error;
        try
        {
            using var stream = file.OpenRead();
            _ = WavFile.TryRead(stream, out frame, out error);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            (frame, error) = (null, e.Message);
        }

        if (frame is null)
        {
            return new(file.Name) { Error = error };
        }

        length = frame.Duration;
        return frame.SampleRate != AnswerDetector.SampleRate
            ? new(file.Name) { Error = $"The WAV file has {frame.SampleRate} samples per second; the detector listens to {AnswerDetector.SampleRate}." }
            : frame.Samples.Length < AnswerDetector.FrameLength
                ? new(file.Name) { Error = "The WAV file holds less than 20 ms of sound." }
                : Classification.Of(file.Name, frame, words, options);
    }
}
