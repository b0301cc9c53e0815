using Microsoft.Extensions.Options;
using Parley.Server.Hosting;
using Parley.Telephony.Numbers;
using Parley.Telephony.Policy;
using PhoneNumbers;
using PhoneNumber = Parley.Telephony.Numbers.PhoneNumber;

namespace Parley.Server.Sessions.Legs;

/// <summary>What may be dialled, by configuration: phone numbers at all, and the countries; by default those of the owned numbers (contract 5.2, checks 5 and 6).</summary>
internal sealed class DialoutPolicy(IOptions<ParleyOptions> options, IOwnedNumbers numbers) : IDialPolicy
{
    /// <inheritdoc/>
    public async ValueTask<string?> RefuseAsync(DialDestination call, CancellationToken cancellationToken)
    {
        if (call.Number is not { } number)
        {
            return null;
        }

        var dialout = options.Value.Dialout;
        if (!dialout.PhoneNumbers)
        {
            return "dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain";
        }

        IEnumerable<string> allowed = dialout.AllowedCountries.Count > 0
            ? dialout.AllowedCountries
            : (await numbers.ListAsync(cancellationToken)).Select(n => CountryOf(n.Number)).OfType<string>();
        // Without owned numbers there is no country to go by; the dialer then says that a caller ID is missing.
        var countries = allowed.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return countries.Count == 0 || countries.Contains("*") || (CountryOf(number) is { } country && countries.Contains(country))
            ? null
            : "International dialout not supported. Contact sales to enable it for your domain";
    }

    /// <summary>The country of a number, ISO 3166-1; for a number of no known range the main country of its calling code.</summary>
    private static string? CountryOf(PhoneNumber number)
    {
        var library = PhoneNumberUtil.GetInstance();
        try
        {
            var parsed = library.Parse(number.ToString(), null);
            return library.GetRegionCodeForNumber(parsed) ?? library.GetRegionCodeForCountryCode(parsed.CountryCode);
        }
        catch (NumberParseException)
        {
            return null;
        }
    }
}
