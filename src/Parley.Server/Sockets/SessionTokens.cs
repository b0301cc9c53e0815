using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Server.Hosting;

namespace Parley.Server.Sockets;

/// <summary>What a session token says (contract 11.6).</summary>
/// <param name="Service">The agent and its organization: <c>agent.org</c>.</param>
/// <param name="Expires">When it ends, in Unix seconds.</param>
/// <param name="Nonce">What makes it one of a kind: the id of the session that it is for.</param>
internal sealed record SessionToken(
    [property: JsonPropertyName("sh")] string Service, [property: JsonPropertyName("exp")] long Expires, [property: JsonPropertyName("nonce")] string Nonce);

/// <summary>How it is written.</summary>
[JsonSerializable(typeof(SessionToken))]
internal sealed partial class SessionTokenJson : JsonSerializerContext;

/// <summary>
/// The tokens that let a socket in: five minutes, one use, one agent. They are signed with a key of this process, so none outlives it, and which were used need not be on disk.
/// </summary>
internal sealed class SessionTokens(IIdSource ids, TimeProvider time)
{
    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int LongestToken = 1024;

    private readonly Lazy<byte[]> _key = new(() => ids.NewSecret(32));
    private readonly ConcurrentDictionary<string, long> _used = new();

    /// <summary>Makes a token.</summary>
    public string Issue(string service, Guid session)
    {
        var token = new SessionToken(service, (time.GetUtcNow() + Lifetime).ToUnixTimeSeconds(), $"{session:N}");
        var payload = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(token, SessionTokenJson.Default.SessionToken));
        return $"{payload}.{Base64Url.EncodeToString(MacOf(payload))}";
    }

    /// <summary>Reads a token; <see langword="null"/> when it is not ours, has ended, or was used.</summary>
    public SessionToken? Read(string text)
    {
        if (text.Length > LongestToken || text.Split('.') is not [var payload, var mac] || !Base64Url.IsValid(payload) || !Base64Url.IsValid(mac)
            || !CryptographicOperations.FixedTimeEquals(Base64Url.DecodeFromChars(mac), MacOf(payload)))
        {
            return null;
        }

        var token = JsonSerializer.Deserialize(Base64Url.DecodeFromChars(payload), SessionTokenJson.Default.SessionToken)!;   // It is signed: we wrote it.
        return token.Expires > time.GetUtcNow().ToUnixTimeSeconds() && !_used.ContainsKey(token.Nonce) ? token : null;
    }

    /// <summary>Uses a token up.</summary>
    /// <returns><see langword="false"/> when somebody else did before.</returns>
    public bool TryUse(SessionToken token)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        foreach (var (nonce, expires) in _used)
        {
            if (expires <= now)
            {
                _used.TryRemove(nonce, out _);
            }
        }

        return _used.TryAdd(token.Nonce, token.Expires);
    }

    private byte[] MacOf(string payload) => HMACSHA256.HashData(_key.Value, Encoding.ASCII.GetBytes(payload));
}
