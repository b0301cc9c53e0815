using System.Globalization;

namespace Parley.Samples.Survey;

/// <summary>The results, as CSV (RFC 4180). Rows are added as calls end, so that nothing is lost when the server stops. One for all sessions.</summary>
/// <param name="path">The file; made, with its header, when there is none.</param>
public sealed class SurveyResults(string path)
{
    private readonly Lock _gate = new();

    /// <summary>Adds a row.</summary>
    /// <param name="at">When the call ended.</param>
    /// <param name="interview">Whom it was with, and what they answered.</param>
    /// <param name="result"><c>complete</c>, <c>incomplete</c>, who answered in a person's place, or why nobody did.</param>
    public void Add(DateTimeOffset at, Interview interview, string result)
    {
        ArgumentNullException.ThrowIfNull(interview);
        string[] row = [at.UtcDateTime.ToString("s", CultureInfo.InvariantCulture) + "Z", interview.Number, Cell(result), interview.Score ?? "", Cell(interview.Wish ?? "")];
        lock (_gate)
        {
            if (!File.Exists(path))
            {
                File.WriteAllText(path, "ended,number,result,score,wish\r\n");
            }

            File.AppendAllText(path, string.Join(',', row) + "\r\n");
        }
    }

    // What a stranger said must not be a formula to whoever opens the file.
    private static string Cell(string text)
    {
        var harmless = text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? $"'{text}" : text;
        return harmless.AsSpan().ContainsAny(",\"\r\n") ? $"\"{harmless.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : harmless;
    }
}
