using System.Text.RegularExpressions;

namespace Parley.Testing.Hosting;

/// <summary>Finds out whom a SIP message is about, without parsing it whole.</summary>
internal static partial class SipAddresses
{
    /// <summary>The phone numbers in the Request-URI and in From, and the Request-URI itself.</summary>
    public static IEnumerable<string> Of(string message) =>
        [.. Number().Matches(message).Select(match => match.Groups[1].Value), .. message.Split(' ', 3).Skip(1).Take(1)];

    [GeneratedRegex(@"sip:(\+\d+)@")]
    private static partial Regex Number();
}
