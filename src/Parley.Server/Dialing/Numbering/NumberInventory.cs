using System.Globalization;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Dialing.Numbering;

/// <summary>The numbers that the carriers have for us, as the configuration lists them.</summary>
internal sealed class NumberInventory(IOptions<ParleyOptions> options)
{
    private const int LargestRange = 10_000;

    private readonly Lazy<IReadOnlyList<InventoryNumber>> _numbers = new(() => [.. options.Value.Trunks.SelectMany(NumbersOf).DistinctBy(number => number.Number)]);

    /// <summary>All of them, those that are owned too, in the order of the configuration.</summary>
    public IReadOnlyList<InventoryNumber> Numbers => _numbers.Value;

    /// <summary>Reads one number or a range.</summary>
    public static bool TryRead(string text, out long first, out int count)
    {
        (first, count) = (0, 0);
        var parts = text.Split('-', StringSplitOptions.TrimEntries);
        if (parts.Length > 2 || !PhoneNumber.TryParse(parts[0], out var from) || !PhoneNumber.TryParse(parts[^1], out var to) || from.Digits.Length != to.Digits.Length)
        {
            return false;
        }

        first = long.Parse(from.Digits, CultureInfo.InvariantCulture);
        var size = long.Parse(to.Digits, CultureInfo.InvariantCulture) - first + 1;
        count = (int)Math.Clamp(size, 0, LargestRange + 1);
        return size is >= 1 and <= LargestRange;
    }

    private static IEnumerable<InventoryNumber> NumbersOf(TrunkOptions trunk) =>
        from entry in trunk.Inventory
        from number in TryRead(entry.Numbers, out var first, out var count) ? Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"+{first + i}")) : []
        select InventoryNumber.Of(PhoneNumber.Parse(number), entry, trunk.Name);
}

/// <summary>A number that can be bought.</summary>
internal sealed record InventoryNumber(string Number, string National, string Region, string? City, string Trunk)
{
    public static InventoryNumber Of(PhoneNumber number, InventoryOptions entry, string trunk) =>
        new(number.ToString(), NumberPlan.NationalOf(number), entry.Region ?? NumberPlan.CountryOf(number) ?? "", entry.City, trunk);
}
