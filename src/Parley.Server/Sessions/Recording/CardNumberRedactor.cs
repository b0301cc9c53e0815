using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Sessions.Recording;

/// <summary>Takes out numbers of payment cards: 13 to 19 digits, with spaces or dashes between them or not, whose check digit is right (ISO/IEC 7812-1, Annex B).</summary>
/// <param name="options">Whether they are.</param>
internal sealed partial class CardNumberRedactor(IOptions<ParleyOptions> options) : ITranscriptRedactor
{
    public const string Instead = "[card number]";

    public string Redact(string text) => !options.Value.Recording.RedactCardNumbers ? text : Candidates().Replace(text, match => IsCard(match.Value) ? Instead : match.Value);

    private static bool IsCard(string candidate)
    {
        var (sum, isSecond) = (0, false);
        for (var i = candidate.Length - 1; i >= 0; i--)
        {
            if (char.IsAsciiDigit(candidate[i]))
            {
                var digit = (candidate[i] - '0') * (isSecond ? 2 : 1);
                sum += digit > 9 ? digit - 9 : digit;
                isSecond = !isSecond;
            }
        }

        return sum % 10 == 0;
    }

    [GeneratedRegex(@"(?<![0-9])[0-9](?:[ \-]?[0-9]){12,18}(?![0-9])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 200)]
    private static partial Regex Candidates();
}
