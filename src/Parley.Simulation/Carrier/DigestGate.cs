using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Simulation.Carrier;

/// <summary>Lets only callers in who know the password (RFC 7616; MD5, qop=auth), as most carriers do.</summary>
internal sealed partial class DigestGate(SipCredentials credentials, Random random)
{
    private const string Realm = "simulated";
    private readonly string _nonce = Convert.ToHexStringLower(BitConverter.GetBytes(random.NextInt64()));

    /// <summary>The challenge for a caller who has not proved anything, or <see langword="null"/> for one who may pass.</summary>
    public SipHeader? Challenge(SipRequest invite) =>
        invite.Headers["Proxy-Authorization"] is { } proof && IsRight(proof, invite.Method)
            ? null
            : new SipHeader("Proxy-Authenticate", $"Digest realm=\"{Realm}\", nonce=\"{_nonce}\", algorithm=MD5, qop=\"auth\"");

    private bool IsRight(string proof, string method)
    {
        var fields = Field().Matches(proof).ToLookup(m => m.Groups[1].Value.ToLowerInvariant(), m => m.Groups[2].Value.Trim('"'));
        string Get(string name) => fields[name].FirstOrDefault() ?? "";
        var expected = Hash(string.Join(
            ':',
            Hash($"{credentials.Username}:{Realm}:{credentials.Password}"),
            _nonce,
            Get("nc"),
            Get("cnonce"),
            "auth",
            Hash($"{method}:{Get("uri")}")));
        return Get("username") == credentials.Username && Get("nonce") == _nonce && Get("response").Equals(expected, StringComparison.OrdinalIgnoreCase);
    }

#pragma warning disable CA5351 // The algorithm that carriers ask for.
    private static string Hash(string text) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(text)));
#pragma warning restore CA5351

    [GeneratedRegex("""(\w+)\s*=\s*("[^"]*"|[^\s,]+)""")]
    private static partial Regex Field();
}
