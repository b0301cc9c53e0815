using System.Text.Json;
using Parley.Agents;

namespace Parley.Cli.Answering;

/// <summary>What a recogniser said, and when.</summary>
/// <param name="At">When it came, since the answer.</param>
/// <param name="Transcript">What it said.</param>
internal sealed record TimedTranscript(TimeSpan At, Transcript Transcript)
{
    /// <summary>
    /// Reads lines <c>{"file": ..., "events": [{"t_ms": 900, "text": "...", "final": false}]}</c>, whose texts hold all that was said so far.
    /// </summary>
    /// <exception cref="InvalidDataException">A line is something else.</exception>
    public static Dictionary<string, IReadOnlyList<TimedTranscript>> Read(string path)
    {
        Dictionary<string, IReadOnlyList<TimedTranscript>> files = [];
        var number = 0;
        foreach (var line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            try
            {
                using var row = JsonDocument.Parse(line);
                files[row.RootElement.GetProperty("file").GetString() ?? ""] = [.. Events(row.RootElement.GetProperty("events"))];
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
            {
                throw new InvalidDataException($"{path}, line {number}: {e.Message}", e);
            }
        }

        return files;
    }

    private static IEnumerable<TimedTranscript> Events(JsonElement events) =>
        from e in events.EnumerateArray()
        let at = TimeSpan.FromMilliseconds(e.GetProperty("t_ms").GetDouble())
        orderby at
        select new TimedTranscript(at, new(e.GetProperty("text").GetString() ?? "", IsFinal: false));
}
