namespace Parley.Simulation.Yaml;

/// <summary>Guesses which word was meant by one that nobody knows.</summary>
internal static class NearestWord
{
    /// <summary>The nearest of the words known, or <see langword="null"/> when none is near.</summary>
    public static string? To(string word, IEnumerable<string> known) =>
        known.Select(candidate => (Word: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= Math.Max(1, Math.Min(word.Length, candidate.Word.Length) / 3) || IsPart(word, candidate.Word))
            .OrderBy(candidate => candidate.Distance)
            .Select(candidate => candidate.Word)
            .FirstOrDefault();

    /// <summary>What to add to a message about a word that nobody knows.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> known) => To(word, known) is { } meant
        ? $"did you mean '{meant}'?"
        : $"known are {string.Join(", ", known.Order(StringComparer.Ordinal))}";

    private static bool IsPart(string word, string candidate) =>
        word.Length >= 4 && (candidate.Contains(word, StringComparison.OrdinalIgnoreCase) || word.Contains(candidate, StringComparison.OrdinalIgnoreCase) && candidate.Length >= 4);

    /// <summary>How many letters to insert, delete, replace or swap with their neighbour.</summary>
    private static int Distance(string left, string right)
    {
        var table = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                table[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                    table[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[left.Length, right.Length];
    }
}
