using System.Text.Json;
using Parley.Agents;
using Parley.Audio.Wav;

namespace Parley.AnswerTraining;

/// <summary>One labelled file of a corpus: what came from the callee, from the answer on.</summary>
/// <param name="Family">Name of the scripts and voices that it was made from: the letters at the head of its corpus' folder.</param>
/// <param name="Label">What answered: human, machine, screening, ivr, intercept, fax, busy, ringback, silence.</param>
/// <param name="Ideal">The earliest moment at which a perfect listener could know.</param>
/// <param name="Samples">8,000 samples a second.</param>
/// <param name="Words">What a recogniser would say, and when.</param>
internal sealed record Recording(string Family, string Label, TimeSpan Ideal, ReadOnlyMemory<short> Samples, IReadOnlyList<(TimeSpan At, Transcript Text)> Words)
{
    /// <summary>Whether a person answered.</summary>
    public bool IsHuman => Label == "human";

    /// <summary>Whether a recorded voice answered.</summary>
    public bool IsRecorded => Label is "machine" or "screening" or "ivr" or "intercept";

    /// <summary>How long it is.</summary>
    public TimeSpan Length => TimeSpan.FromSeconds(Samples.Length / 8000.0);

    /// <summary>Reads the files that a folder's manifest.jsonl names. Nothing of a name but the name itself is used.</summary>
    public static IEnumerable<Recording> Load(string folder)
    {
        var words = Rows(Path.Combine(folder, "transcripts.jsonl")).ToDictionary(File, row => row.GetProperty("events").EnumerateArray().Select(Word).ToList());
        var family = new string([.. Path.GetFileName(Path.GetFullPath(folder).TrimEnd('/')).TakeWhile(char.IsLetter)]);
        foreach (var row in Rows(Path.Combine(folder, "manifest.jsonl")))
        {
            using var stream = System.IO.File.OpenRead(Path.Combine(folder, File(row)));
            yield return WavFile.TryRead(stream, out var frame, out var error)
                ? new(family, row.GetProperty("label").GetString()!, Time(row.GetProperty("ideal_ms")), frame.Samples, words[File(row)])
                : throw new InvalidDataException($"{File(row)}: {error}");
        }
    }

    private static IEnumerable<JsonElement> Rows(string path) => System.IO.File.ReadLines(path).Select(line => JsonDocument.Parse(line).RootElement);

    private static string File(JsonElement row) => row.GetProperty("file").GetString()!;

    private static (TimeSpan At, Transcript Text) Word(JsonElement e) => (Time(e.GetProperty("t_ms")), new(e.GetProperty("text").GetString()!, false));

    private static TimeSpan Time(JsonElement milliseconds) =>
        milliseconds.ValueKind == JsonValueKind.Number ? TimeSpan.FromMilliseconds(milliseconds.GetDouble()) : TimeSpan.Zero;
}
