using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Parley.Server.Hosting;

namespace Parley.Server.Api;

/// <summary>The STUN and TURN servers of the configuration, with credentials for one session.</summary>
internal sealed class IceServers(IOptions<ParleyOptions> options, TimeProvider time)
{
    /// <summary>The list for a session.</summary>
    public IceConfig For(Guid session) => new([.. options.Value.IceServers.Select(server => ToServer(server, session))]);

    /// <summary>
    /// A TURN password that is good until the moment in the user name: base64(HMAC-SHA1(secret, user name)), as coturn and draft-uberti-behave-turn-rest have it.
    /// </summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "What TURN servers check; as a MAC SHA-1 is not broken.")]
    public static string CredentialOf(string secret, string username) => Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username)));

    private IceServer ToServer(IceServerOptions server, Guid session)
    {
        if (server.Secret is not { Length: > 0 } secret)
        {
            return new([.. server.Urls], server.Username, server.Credential);
        }

        var expires = (time.GetUtcNow() + server.Lifetime).ToUnixTimeSeconds();
        var username = string.Create(CultureInfo.InvariantCulture, $"{expires}:{server.Username ?? $"{session}"}");
        return new([.. server.Urls], username, CredentialOf(secret, username));
    }
}
