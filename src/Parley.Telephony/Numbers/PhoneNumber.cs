using System.Diagnostics.CodeAnalysis;

namespace Parley.Telephony.Numbers;

/// <summary>A telephone number in international form (ITU-T E.164): a plus sign and 7 to 15 digits, the first of them not 0.</summary>
public readonly record struct PhoneNumber : IParsable<PhoneNumber>
{
    private const int FewestDigits = 7;
    private const int MostDigits = 15;

    private readonly string? _text;

    private PhoneNumber(string text) => _text = text;

    /// <summary>The digits without the plus sign; empty for <see langword="default"/>.</summary>
    public string Digits => _text?[1..] ?? "";

    /// <inheritdoc/>
    public static PhoneNumber Parse(string s, IFormatProvider? provider = null) =>
        TryParse(s, provider, out var number) ? number : throw new FormatException($"'{s}' is not a phone number such as +15551230001.");

    /// <summary>Reads a number; nothing but the plus sign and digits is let through.</summary>
    public static bool TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out PhoneNumber result)
    {
        var valid = s is { Length: >= FewestDigits + 1 and <= MostDigits + 1 }
            && s[0] == '+'
            && s[1] != '0'
            && !s.AsSpan(1).ContainsAnyExceptInRange('0', '9');
        result = valid ? new(s!) : default;
        return valid;
    }

    /// <inheritdoc cref="TryParse(string?, IFormatProvider?, out PhoneNumber)"/>
    public static bool TryParse([NotNullWhen(true)] string? s, out PhoneNumber result) => TryParse(s, null, out result);

    /// <summary>Reads the user part of a URI that a network sent: the plus sign may be missing, and parameters may follow a semicolon.</summary>
    internal static bool TryParseUser(string? user, out PhoneNumber result)
    {
        var text = user.AsSpan();
        var semicolon = text.IndexOf(';');
        text = semicolon < 0 ? text : text[..semicolon];
        return TryParse(text.StartsWith("+") ? text.ToString() : $"+{text}", null, out result);
    }

    /// <summary>The number with its plus sign; empty for <see langword="default"/>.</summary>
    public override string ToString() => _text ?? "";
}
