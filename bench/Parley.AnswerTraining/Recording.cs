using System.Text.Json;
using Parley.Audio.Wav;

namespace Parley.AnswerTraining;

/// <summary>One labelled file of a corpus: what came from the callee, from the answer on.</summary>
/// <param name="File">Its name.</param>
/// <param name="Label">What answered: human, machine, screening, ivr, intercept, fax, busy, ringback, silence.</param>
/// <param name="Ideal">The earliest moment at which a perfect listener could know.</param>
/// <param name="Samples">8,000 samples a second.</param>
internal sealed record Recording(string File, string Label, TimeSpan Ideal, ReadOnlyMemory<short> Samples)
{
    /// <summary>Whether a person answered.</summary>
    public bool IsHuman => Label == "human";

    /// <summary>Whether a recorded voice answered.</summary>
    public bool IsRecorded => Label is "machine" or "screening" or "ivr" or "intercept";

    /// <summary>Reads the files that a folder's manifest.jsonl names.</summary>
    public static IEnumerable<Recording> Load(string folder)
    {
        foreach (var line in System.IO.File.ReadLines(Path.Combine(folder, "manifest.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var file = row.RootElement.GetProperty("file").GetString()!;
            using var stream = System.IO.File.OpenRead(Path.Combine(folder, file));
            yield return WavFile.TryRead(stream, out var frame, out var error)
                ? new(file, row.RootElement.GetProperty("label").GetString()!, Time(row.RootElement.GetProperty("ideal_ms")), frame.Samples)
                : throw new InvalidDataException($"{file}: {error}");
        }
    }

    private static TimeSpan Time(JsonElement milliseconds) =>
        milliseconds.ValueKind == JsonValueKind.Number ? TimeSpan.FromMilliseconds(milliseconds.GetDouble()) : TimeSpan.Zero;
}
