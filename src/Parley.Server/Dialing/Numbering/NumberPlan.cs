using PhoneNumbers;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Dialing.Numbering;

/// <summary>What the numbering plans of the world say of a number (libphonenumber). Any thread.</summary>
internal static class NumberPlan
{
    private static readonly PhoneNumberUtil Library = PhoneNumberUtil.GetInstance();
    private static readonly ShortNumberInfo ShortNumbers = ShortNumberInfo.GetInstance();

    // Networks of no country: satellites (870, 881), international networks (882, 883), universal personal numbers (878).
    private static readonly int[] WorldNetworks = [870, 878, 881, 882, 883];

    /// <summary>Describes a number.</summary>
    public static CalleeNumber Describe(PhoneNumber number)
    {
        try
        {
            var parsed = Library.Parse(number.ToString(), null);
            return new(Library.Format(parsed, PhoneNumberFormat.E164), CountryOf(parsed), ClassOf(parsed), ZonesOf(parsed));
        }
        catch (NumberParseException)
        {
            return new(number.ToString(), null, NumberClass.Ordinary, []);
        }
    }

    /// <summary>The country of a number, ISO 3166-1; for a number of no known range the main country of its calling code.</summary>
    public static string? CountryOf(PhoneNumber number)
    {
        try
        {
            return CountryOf(Library.Parse(number.ToString(), null));
        }
        catch (NumberParseException)
        {
            return null;
        }
    }

    /// <summary>The number without its country's calling code.</summary>
    public static string NationalOf(PhoneNumber number)
    {
        try
        {
            return Library.GetNationalSignificantNumber(Library.Parse(number.ToString(), null));
        }
        catch (NumberParseException)
        {
            return number.Digits;
        }
    }

    /// <summary>Reads a number as people write it: with spaces, brackets and hyphens; without a plus sign it is one of the country.</summary>
    public static bool TryRead(string? text, string? country, out PhoneNumber number)
    {
        number = default;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        try
        {
            var parsed = Library.Parse(text.Trim(), country);
            return parsed.Extension.Length == 0 && PhoneNumber.TryParse(Library.Format(parsed, PhoneNumberFormat.E164), out number);
        }
        catch (NumberParseException)
        {
            return false;
        }
    }

    /// <summary>Whether digits reach the emergency services of a country when they are dialled there.</summary>
    public static bool IsEmergency(string digits, string country) => ShortNumbers.IsEmergencyNumber(digits, country);

    private static string? CountryOf(PhoneNumbers.PhoneNumber parsed) => Library.GetRegionCodeForNumber(parsed) ?? Library.GetRegionCodeForCountryCode(parsed.CountryCode);

    private static NumberClass ClassOf(PhoneNumbers.PhoneNumber parsed)
    {
        var national = Library.GetNationalSignificantNumber(parsed);
        var countries = Library.GetRegionCodesForCountryCode(parsed.CountryCode);
        var type = Library.GetNumberType(parsed);

        // Some switches take the first digits for the whole number: 911 and whatever follows it.
        return type is PhoneNumberType.UNKNOWN && countries.Any(country => ShortNumbers.ConnectsToEmergencyNumber(national, country)) ? NumberClass.Emergency
            : WorldNetworks.Contains(parsed.CountryCode) ? NumberClass.Special
            : type switch
            {
                PhoneNumberType.PREMIUM_RATE => NumberClass.PremiumRate,
                PhoneNumberType.SHARED_COST => NumberClass.SharedCost,
                PhoneNumberType.UAN or PhoneNumberType.PAGER or PhoneNumberType.PERSONAL_NUMBER or PhoneNumberType.VOICEMAIL => NumberClass.Special,
                PhoneNumberType.UNKNOWN when ShortNumbers.IsPossibleShortNumber(parsed) && ShortNumbers.IsValidShortNumber(parsed) => NumberClass.Special,
                _ => NumberClass.Ordinary,
            };
    }

    private static TimeZoneInfo[] ZonesOf(PhoneNumbers.PhoneNumber parsed)
    {
        var mapper = PhoneNumberToTimeZonesMapper.GetInstance();
        var names = mapper.GetTimeZonesForNumber(parsed);
        if (names is [var only] && only == mapper.GetUnknownTimeZone())
        {
            names = mapper.GetTimeZonesForGeographicalNumber(parsed);   // Of a range that is not in use: by its first digits all the same.
        }

        // One that this machine does not know leaves all unknown: better not to call than to call at night.
        var zones = names.Select(name => TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) && name != mapper.GetUnknownTimeZone() ? zone : null).ToArray();
        return zones.Contains(null) ? [] : [.. zones.OfType<TimeZoneInfo>().OrderBy(zone => zone.Id, StringComparer.Ordinal)];
    }
}

/// <summary>What is known of a number.</summary>
/// <param name="Number">E.164 with the plus sign, as its plan writes it: without a trunk prefix that got in.</param>
/// <param name="Country">ISO 3166-1, if it is one's.</param>
/// <param name="Class">Its kind.</param>
/// <param name="Zones">The time zones that it may be in, by name; empty when they are not known.</param>
internal sealed record CalleeNumber(string Number, string? Country, NumberClass Class, IReadOnlyList<TimeZoneInfo> Zones);
