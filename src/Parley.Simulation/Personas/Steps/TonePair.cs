using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Simulation.Personas.Steps;

/// <summary>One frequency, or two at once.</summary>
/// <param name="FirstHz">The first.</param>
/// <param name="SecondHz">The second; 0 for none.</param>
internal readonly partial record struct TonePair(double FirstHz, double SecondHz)
{
    private const double HighestHz = 3_900; // what fits into a telephone line

    /// <summary>Reads <c>1000Hz</c> or <c>480Hz+620Hz</c>.</summary>
    public static bool TryParse(string text, out TonePair pair)
    {
        var match = Written().Match(text);
        pair = match.Success ? new(Hz(match.Groups[1]), Hz(match.Groups[2])) : default;
        return match.Success && pair.FirstHz is >= 20 and <= HighestHz && (!match.Groups[2].Success || pair.SecondHz is >= 20 and <= HighestHz);
    }

    private static double Hz(Group group) => group.Success ? double.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^(\d{1,5}(?:\.\d{1,3})?)\s?Hz(?:\s?\+\s?(\d{1,5}(?:\.\d{1,3})?)\s?Hz)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Written();
}
