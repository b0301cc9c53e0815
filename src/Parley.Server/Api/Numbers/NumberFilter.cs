using Parley.Server.Api.Daily;
using Parley.Server.Dialing.Numbering;

namespace Parley.Server.Api.Numbers;

/// <summary>Which available numbers are wanted (contract 8).</summary>
internal sealed record NumberFilter(string? AreaCode, string? Region, string? City, string? Contains, string? StartsWith, string? EndsWith)
{
    private const int FewestDigits = 3;
    private const int MostDigits = 7;

    /// <summary>Reads it, with what excludes what.</summary>
    public static NumberFilter Read(DailyQuery query)
    {
        var filter = new NumberFilter(
            query.Text("areacode"), query.Text("region"), query.Text("city"), query.Text("contains"), query.Text("starts_with"), query.Text("ends_with"));
        (string Name, string? Digits)[] patterns = [("contains", filter.Contains), ("starts_with", filter.StartsWith), ("ends_with", filter.EndsWith)];
        if (filter.AreaCode is not null && filter.Region is not null)
        {
            query.Fail("areacode and region exclude each other");
        }

        if (filter.City is not null && filter.Region is null)
        {
            query.Fail("city needs region");
        }

        if (patterns.Count(pattern => pattern.Digits is not null) > 1)
        {
            query.Fail("contains, starts_with and ends_with exclude each other");
        }

        foreach (var (name, digits) in patterns)
        {
            if (digits is not null && (digits.Length is < FewestDigits or > MostDigits || !digits.All(char.IsAsciiDigit)))
            {
                query.Fail($"{name} must be {FewestDigits} to {MostDigits} digits");
            }
        }

        if (filter.AreaCode is { } code && (code.Length > MostDigits || !code.All(char.IsAsciiDigit)))
        {
            query.Fail("areacode must be digits");
        }

        return filter;
    }

    /// <summary>Whether a number is one of those. Patterns are looked for in the number as it is dialled in its country.</summary>
    public bool Fits(InventoryNumber number) =>
        (AreaCode is null || number.National.StartsWith(AreaCode, StringComparison.Ordinal))
        && (Region is null || number.Region.Equals(Region, StringComparison.OrdinalIgnoreCase) || number.Region.StartsWith($"{Region}-", StringComparison.OrdinalIgnoreCase))
        && (City is null || City.Equals(number.City, StringComparison.OrdinalIgnoreCase))
        && (Contains is null || number.National.Contains(Contains, StringComparison.Ordinal))
        && (StartsWith is null || number.National.StartsWith(StartsWith, StringComparison.Ordinal))
        && (EndsWith is null || number.National.EndsWith(EndsWith, StringComparison.Ordinal));
}
