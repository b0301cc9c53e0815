using Parley.Sip.Messages;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Dialing.Numbering;

/// <summary>The phone number that a SIP address may stand for: who is not to be called by number is not to be called by address either.</summary>
internal static class SipUserNumber
{
    private const string Separators = "-.() ";

    private static readonly string[] AbroadPrefixes = ["00", "011"];

    /// <summary>The digits of an address's user part, without what only makes them easier to read, and whether they begin with a plus sign.</summary>
    public static string? DigitsOf(string? sipUri, out bool isInternational)
    {
        isInternational = false;
        if (sipUri is null || !SipUri.TryParse(sipUri, out var uri) || uri.User is not { Length: > 0 } user)
        {
            return null;
        }

        var parts = Uri.UnescapeDataString(user).Split(';');   // RFC 3261, section 19.1.6: a telephone-subscriber with its parameters.
        var context = parts.Skip(1).Select(part => part.Split('=', 2)).FirstOrDefault(part => part is ["phone-context", ['+', ..]])?[1];
        var digits = string.Concat($"{context}{parts[0]}".Where(c => !Separators.Contains(c)));
        isInternational = digits.StartsWith('+');
        digits = digits.TrimStart('+');
        return digits.Length > 0 && digits.All(char.IsAsciiDigit) ? digits : null;
    }

    /// <summary>The number that an address names in international form, if it does.</summary>
    public static PhoneNumber? Of(string? sipUri) =>
        DigitsOf(sipUri, out var international) is { } digits && international && PhoneNumber.TryParse($"+{digits}", out var number) ? number : null;

    /// <summary>Every number that a gateway might take the address for: as it is, with a prefix for abroad, or as a number of one of our countries.</summary>
    public static IReadOnlyList<string> Candidates(string? sipUri, IEnumerable<string> countries)
    {
        if (DigitsOf(sipUri, out var international) is not { } digits)
        {
            return [];
        }

        var found = new List<string> { $"+{digits}" };
        if (!international)
        {
            found.AddRange(AbroadPrefixes.Where(prefix => digits.StartsWith(prefix, StringComparison.Ordinal)).Select(prefix => $"+{digits[prefix.Length..]}"));
            found.AddRange(countries.Select(country => NumberPlan.TryRead(digits, country, out var number) ? number.ToString() : null).OfType<string>());
        }

        return [.. found.Where(text => PhoneNumber.TryParse(text, out _)).Distinct()];
    }
}
