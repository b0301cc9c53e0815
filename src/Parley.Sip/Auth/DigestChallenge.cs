using System.Diagnostics.CodeAnalysis;
using Parley.Sip.Messages;

namespace Parley.Sip.Auth;

/// <summary>A digest challenge out of WWW-Authenticate or Proxy-Authenticate (RFC 3261, section 22.4; RFC 8760).</summary>
internal sealed record DigestChallenge
{
    public required string Realm { get; init; }

    public required string Nonce { get; init; }

    public required DigestAlgorithm Algorithm { get; init; }

    public string? Opaque { get; init; }

    /// <summary>Whether the answer must carry <c>qop=auth</c>; otherwise it is that of RFC 2069.</summary>
    public bool HasQop { get; init; }

    /// <summary>Whether only the nonce was too old.</summary>
    public bool IsStale { get; init; }

    /// <summary>Whether it came from a proxy (407).</summary>
    public bool IsProxy { get; init; }

    /// <summary>Reads every challenge of a 401 or 407 that can be answered, in the order of the server's preference.</summary>
    public static IEnumerable<DigestChallenge> Of(SipResponse response)
    {
        foreach (var header in response.Headers)
        {
            var proxy = header.Name == SipHeaderNames.ProxyAuthenticate;
            if ((proxy || header.Name == SipHeaderNames.WwwAuthenticate) && TryParse(header.Value, out var challenge))
            {
                yield return challenge with { IsProxy = proxy };
            }
        }
    }

    /// <summary>Reads one challenge. Returns <see langword="false"/> for other schemes, unknown algorithms, and when only auth-int is offered.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out DigestChallenge? value)
    {
        value = null;
        var trimmed = text.AsSpan().Trim();
        var space = trimmed.IndexOfAny(' ', '\t');
        if (space < 0 || !trimmed[..space].Equals("Digest", StringComparison.OrdinalIgnoreCase)
            || !SipParameters.TryParse($",{trimmed[space..]}", out var fields, ',')
            || fields["realm"] is not { } realm || fields["nonce"] is not { } nonce
            || !DigestAlgorithm.TryParse(fields["algorithm"], out var algorithm))
        {
            return false;
        }

        var qop = fields["qop"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var hasQop = qop?.Contains("auth", StringComparer.OrdinalIgnoreCase) ?? false;
        if (qop is { Length: > 0 } && !hasQop)
        {
            return false;
        }

        value = new()
        {
            Realm = realm,
            Nonce = nonce,
            Algorithm = algorithm,
            Opaque = fields["opaque"],
            HasQop = hasQop,
            IsStale = "true".Equals(fields["stale"], StringComparison.OrdinalIgnoreCase),
        };
        return true;
    }
}
