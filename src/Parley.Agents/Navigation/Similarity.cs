namespace Parley.Agents.Navigation;

/// <summary>How alike two transcripts are.</summary>
internal static class Similarity
{
    /// <summary>Dice's coefficient over pairs of neighbouring words, of which each counts as often as it comes: 0 for nothing in common, 1 for the same words.</summary>
    public static double Of(string one, string other)
    {
        var (first, second) = (Pairs(one), Pairs(other));
        if (first.Count == 0 || second.Count == 0)
        {
            return 0;
        }

        var left = second.CountBy(pair => pair).ToDictionary();
        var common = first.Count(pair => left.TryGetValue(pair, out var count) && (left[pair] = count - 1) >= 0);
        return 2.0 * common / (first.Count + second.Count);
    }

    private static List<(string, string)> Pairs(string text)
    {
        var words = new string([.. text.Select(letter => char.IsLetterOrDigit(letter) ? char.ToLowerInvariant(letter) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. words.Prepend("").Zip(words)];
    }
}
