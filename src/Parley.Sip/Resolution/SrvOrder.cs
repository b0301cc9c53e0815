namespace Parley.Sip.Resolution;

/// <summary>The order in which servers are tried (RFC 2782): by priority, and among equals drawn by weight.</summary>
internal static class SrvOrder
{
    public static IReadOnlyList<SrvRecord> Of(IEnumerable<SrvRecord> records, Random random)
    {
        var ordered = new List<SrvRecord>();
        foreach (var group in records.Where(IsOffered).GroupBy(record => record.Priority).OrderBy(group => group.Key))
        {
            // Those of weight 0 stand first, so that they have a small chance, too.
            var left = group.OrderBy(record => record.Weight).ThenBy(record => record.Target, StringComparer.Ordinal).ThenBy(record => record.Port).ToList();
            while (left.Count > 0)
            {
                var drawn = random.Next(left.Sum(record => record.Weight) + 1);
                var chosen = left.First(record => (drawn -= record.Weight) <= 0);
                left.Remove(chosen);
                ordered.Add(chosen);
            }
        }

        return ordered;
    }

    private static bool IsOffered(SrvRecord record) => record.Target is not ("" or ".") && record.Port is > 0 and <= ushort.MaxValue;
}
