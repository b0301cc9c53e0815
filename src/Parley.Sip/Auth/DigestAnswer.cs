using System.Globalization;
using System.Text;
using Parley.Sip.Messages;

namespace Parley.Sip.Auth;

/// <summary>Computes digest answers (RFC 7616, section 3.4.1; RFC 2069 without qop).</summary>
internal static class DigestAnswer
{
    /// <summary>The header value that answers a challenge.</summary>
    /// <param name="challenge">The challenge.</param>
    /// <param name="credentials">Who we are.</param>
    /// <param name="method">Method of the request.</param>
    /// <param name="uri">The digest URI: the request-URI.</param>
    /// <param name="count">How often this nonce has been used, this time included.</param>
    /// <param name="clientNonce">Our own nonce.</param>
    public static string Create(DigestChallenge challenge, SipCredentials credentials, string method, string uri, int count, string clientNonce)
    {
        var nc = count.ToString("x8", CultureInfo.InvariantCulture);
        var response = Compute(challenge, credentials, method, uri, nc, clientNonce);
        var builder = new StringBuilder(256)
            .Append("Digest username=").Append(SipTokens.Quote(credentials.Username))
            .Append(", realm=").Append(SipTokens.Quote(challenge.Realm))
            .Append(", nonce=").Append(SipTokens.Quote(challenge.Nonce))
            .Append(", uri=").Append(SipTokens.Quote(uri))
            .Append(", response=\"").Append(response).Append('"');
        if (challenge.Algorithm.Name is { } algorithm)
        {
            builder.Append(", algorithm=").Append(algorithm);
        }

        if (challenge.Opaque is not null)
        {
            builder.Append(", opaque=").Append(SipTokens.Quote(challenge.Opaque));
        }

        if (challenge.HasQop)
        {
            builder.Append(", qop=auth, nc=").Append(nc).Append(", cnonce=").Append(SipTokens.Quote(clientNonce));
        }
        else if (challenge.Algorithm.IsSession)
        {
            builder.Append(", cnonce=").Append(SipTokens.Quote(clientNonce));
        }

        return builder.ToString();
    }

    internal static string Compute(DigestChallenge challenge, SipCredentials credentials, string method, string uri, string nc, string clientNonce)
    {
        var hash = challenge.Algorithm;
        var secret = hash.Of($"{credentials.Username}:{challenge.Realm}:{credentials.Password}");
        if (hash.IsSession)
        {
            secret = hash.Of($"{secret}:{challenge.Nonce}:{clientNonce}");
        }

        var request = hash.Of($"{method}:{uri}");
        return challenge.HasQop
            ? hash.Of($"{secret}:{challenge.Nonce}:{nc}:{clientNonce}:auth:{request}")
            : hash.Of($"{secret}:{challenge.Nonce}:{request}");
    }
}
