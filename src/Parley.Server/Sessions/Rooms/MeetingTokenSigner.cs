using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Parley.Server.Sessions.Rooms;

/// <summary>Writes and reads meeting tokens: JSON Web Tokens (RFC 7519) signed with HMAC-SHA256 and nothing else.</summary>
/// <param name="secret">Signs those that it writes.</param>
/// <param name="others">Further secrets with which clients may have signed tokens themselves; these have to name their room.</param>
internal sealed class MeetingTokenSigner(byte[] secret, params byte[][] others)
{
    private static readonly string Header = Base64Url.EncodeToString("""{"alg":"HS256","typ":"JWT"}"""u8);

    /// <summary>Writes a token.</summary>
    /// <param name="token">What it says.</param>
    /// <param name="properties">Further properties by their long names; those without a claim are left out.</param>
    public string Sign(MeetingToken token, IReadOnlyDictionary<string, JsonElement>? properties = null)
    {
        var payload = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(payload))
        {
            WriteClaims(json, token, properties);
        }

        var signed = $"{Header}.{Base64Url.EncodeToString(payload.WrittenSpan)}";
        return $"{signed}.{Base64Url.EncodeToString(MacOf(signed))}";
    }

    /// <summary>Reads a token that somebody presents. Never throws.</summary>
    /// <param name="text">The token.</param>
    /// <param name="now">For <c>exp</c> and <c>nbf</c>.</param>
    /// <param name="token">What it says, when it is ours and holds now.</param>
    /// <param name="error">Why it is refused.</param>
    /// <param name="ignoreNotBefore">Whether it need not hold yet.</param>
    public bool TryRead(string text, DateTimeOffset now, [NotNullWhen(true)] out MeetingToken? token, [NotNullWhen(false)] out string? error, bool ignoreNotBefore = false)
    {
        token = null;
        var parts = text.Split('.');
        if (parts.Length != 3 || !TryDecode(parts[0], out var header) || !TryDecode(parts[1], out var payload) || !TryDecode(parts[2], out var mac))
        {
            error = "not a token";
        }
        else if (!IsSigned($"{parts[0]}.{parts[1]}", mac, out var bySelf) || !IsHs256(header))
        {
            error = "not signed by this server";
        }
        else if (!TryReadClaims(payload, out var read))
        {
            error = "claims of a wrong type";
        }
        else if (read.Expires <= now)
        {
            error = "token expired";
        }
        else if (bySelf && read.Room is null)
        {
            error = "a token that is not of this server's making must name its room (claim r)";
        }
        else if (read.NotBefore > now && !ignoreNotBefore)
        {
            error = "token not valid yet";
        }
        else
        {
            (token, error) = (read, null);
            return true;
        }

        return false;
    }

    private byte[] MacOf(string signed) => HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(signed));

    // Takes the same time whichever secret it was.
    private bool IsSigned(string signed, byte[] mac, out bool bySelf)
    {
        var bytes = Encoding.ASCII.GetBytes(signed);
        var byUs = CryptographicOperations.FixedTimeEquals(mac, HMACSHA256.HashData(secret, bytes));
        bySelf = false;
        foreach (var other in others)
        {
            bySelf |= CryptographicOperations.FixedTimeEquals(mac, HMACSHA256.HashData(other, bytes));
        }

        bySelf &= !byUs;
        return byUs || bySelf;
    }

    private static void WriteClaims(Utf8JsonWriter json, MeetingToken token, IReadOnlyDictionary<string, JsonElement>? properties)
    {
        json.WriteStartObject();
        if (token.Room is not null)
        {
            json.WriteString(MeetingTokenClaims.Room, token.Room);
        }

        json.WriteString(MeetingTokenClaims.Domain, token.Domain);
        json.WriteNumber(MeetingTokenClaims.IssuedAt, token.IssuedAt.ToUnixTimeSeconds());
        WriteMoment(json, MeetingTokenClaims.Expires, token.Expires);
        WriteMoment(json, MeetingTokenClaims.NotBefore, token.NotBefore);
        json.WriteBoolean(MeetingTokenClaims.Owner, token.IsOwner);
        foreach (var (name, value) in properties ?? new Dictionary<string, JsonElement>())
        {
            if (MeetingTokenClaims.ByProperty.TryGetValue(name, out var claim))
            {
                json.WritePropertyName(claim);
                value.WriteTo(json);
            }
        }

        json.WriteEndObject();
    }

    private static void WriteMoment(Utf8JsonWriter json, string claim, DateTimeOffset? moment)
    {
        if (moment is { } set)
        {
            json.WriteNumber(claim, set.ToUnixTimeSeconds());
        }
    }

    private static bool TryDecode(string part, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (!Base64Url.IsValid(part))
        {
            return false;
        }

        bytes = Base64Url.DecodeFromChars(part);
        return true;
    }

    private static bool IsHs256(byte[] header)
        => TryParseObject(header, out var json) && json.TryGetProperty("alg", out var alg) && alg.ValueKind is JsonValueKind.String && alg.ValueEquals("HS256"u8);

    private static bool TryReadClaims(byte[] payload, [NotNullWhen(true)] out MeetingToken? token)
    {
        token = null;
        if (!TryParseObject(payload, out var json))
        {
            return false;
        }

        try
        {
            return TryReadClaims(json, out token);
        }
        catch (InvalidOperationException)   // Half a surrogate pair in a text.
        {
            return false;
        }
    }

    private static bool TryReadClaims(JsonElement json, [NotNullWhen(true)] out MeetingToken? token)
    {
        token = null;
        var claims = new ClaimReader(json);
        var (domain, issuedAt) = (claims.Text(MeetingTokenClaims.Domain), claims.Moment(MeetingTokenClaims.IssuedAt));
        var read = new MeetingToken
        {
            Room = claims.Text(MeetingTokenClaims.Room),
            Domain = Guid.TryParse(domain, out var id) ? id : Guid.Empty,
            IssuedAt = issuedAt ?? default,
            Expires = claims.Moment(MeetingTokenClaims.Expires),
            NotBefore = claims.Moment(MeetingTokenClaims.NotBefore),
            IsOwner = claims.Flag(MeetingTokenClaims.Owner),
            UserName = claims.Text(MeetingTokenClaims.UserName),
            UserId = claims.Text(MeetingTokenClaims.UserId),
            EjectAtExpiry = claims.Flag(MeetingTokenClaims.EjectAtExpiry),
            EjectAfter = claims.Seconds(MeetingTokenClaims.EjectAfter),
            Permissions = claims.Object(MeetingTokenClaims.Permissions),
            Claims = json,
        };
        if (claims.Failed || read.Domain == Guid.Empty || issuedAt is null)
        {
            return false;
        }

        token = read;
        return true;
    }

    private static bool TryParseObject(byte[] utf8, out JsonElement json)
    {
        json = default;
        var reader = new Utf8JsonReader(utf8);
        try
        {
            return JsonElement.TryParseValue(ref reader, out var parsed) && (json = parsed.Value).ValueKind is JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Reads claims, noting when one has a wrong type.</summary>
    private sealed class ClaimReader(JsonElement claims)
    {
        public bool Failed { get; private set; }

        public string? Text(string name) => Find(name, JsonValueKind.String)?.GetString();

        public bool Flag(string name)
        {
            var found = claims.TryGetProperty(name, out var value);
            Failed |= found && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False);
            return found && value.ValueKind is JsonValueKind.True;
        }

        public DateTimeOffset? Moment(string name)
        {
            if (Find(name, JsonValueKind.Number) is not { } number)
            {
                return null;
            }

            var valid = UnixTime.TryRead(number, out var moment);
            Failed |= !valid;
            return moment;
        }

        public TimeSpan? Seconds(string name)
        {
            if (Find(name, JsonValueKind.Number) is not { } number)
            {
                return null;
            }

            var valid = number.TryGetDouble(out var seconds) && seconds is > 0 and < 1e9;
            Failed |= !valid;
            return valid ? TimeSpan.FromSeconds(seconds) : null;
        }

        public JsonElement? Object(string name) => Find(name, JsonValueKind.Object);

        private JsonElement? Find(string name, JsonValueKind kind)
        {
            if (!claims.TryGetProperty(name, out var value))
            {
                return null;
            }

            Failed |= value.ValueKind != kind;
            return value.ValueKind == kind ? value : null;
        }
    }
}
