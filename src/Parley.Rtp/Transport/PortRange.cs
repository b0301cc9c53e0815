using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Parley.Rtp.Transport;

/// <summary>A range of UDP ports, both ends included.</summary>
/// <param name="First">The lowest port.</param>
/// <param name="Last">The highest port.</param>
public readonly record struct PortRange(ushort First, ushort Last) : IParsable<PortRange>
{
    /// <summary>How many pairs of an even port and the odd one above it the range holds.</summary>
    public int PairCount
    {
        get
        {
            var firstEven = First + (First & 1);
            return Last <= firstEven ? 0 : (Last - firstEven + 1) / 2;
        }
    }

    /// <inheritdoc/>
    public static PortRange Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var range) ? range : throw new FormatException($"'{s}' is not a port range such as 10000-20000.");

    /// <summary>Reads <c>first-last</c>, as in configuration.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PortRange result)
    {
        result = default;
        var dash = s?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        if (dash < 0
            || !ushort.TryParse(s.AsSpan(0, dash).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !ushort.TryParse(s.AsSpan(dash + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            || first == 0
            || last < first)
        {
            return false;
        }

        result = new(first, last);
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
