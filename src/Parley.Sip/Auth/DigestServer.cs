using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Parley.Sip.Messages;

namespace Parley.Sip.Auth;

/// <summary>
/// Challenges requests and checks their answers (RFC 3261, section 22; RFC 7616, section 3.3; RFC 8760). A nonce carries its time and a signature, so that nothing
/// is kept of those who never answer; of those who do, the nonce count is. From any thread.
/// </summary>
public sealed class DigestServer
{
    private const int SignatureSize = 16;
    private const int MostCounted = 10_000;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    /// <summary>The algorithms, the strongest first: who knows several takes the first (RFC 8760, section 2.3).</summary>
    public static IReadOnlyList<string> Algorithms { get; } = ["SHA-512-256", "SHA-256", "MD5"];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, uint> _counts = [];
    private readonly Queue<string> _counted = [];
    private readonly byte[] _secret = new byte[32];
    private readonly string _realm;
    private readonly TimeProvider _time;
    private long _issued;

    /// <summary>Creates a server.</summary>
    /// <param name="realm">What the password is for; shown to people.</param>
    /// <param name="time">The clock.</param>
    /// <param name="random">Source of the secret; <see langword="null"/> takes the operating system's.</param>
    public DigestServer(string realm, TimeProvider time, Random? random = null)
    {
        (_realm, _time) = (realm, time);
        if (random is null)
        {
            RandomNumberGenerator.Fill(_secret);
        }
        else
        {
            random.NextBytes(_secret);
        }
    }

    /// <summary>The WWW-Authenticate headers of a 401, one per algorithm, under one new nonce.</summary>
    /// <param name="stale">Whether only the nonce was too old.</param>
    /// <param name="algorithms">Those of <see cref="Algorithms"/> to offer; <see langword="null"/> for all.</param>
    public IReadOnlyList<SipHeader> Challenge(bool stale = false, IReadOnlyCollection<string>? algorithms = null)
    {
        var nonce = NewNonce();
        var end = stale ? ", stale=true" : "";
        return [.. Algorithms.Where(algorithm => algorithms is null || algorithms.Contains(algorithm)).Select(algorithm => new SipHeader(
            SipHeaderNames.WwwAuthenticate,
            $"Digest realm={SipTokens.Quote(_realm)}, nonce=\"{nonce}\", algorithm={algorithm}, qop=\"auth\"{end}"))];
    }

    /// <summary>Checks the credentials of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="passwordOf">The password of a user; <see langword="null"/> when there is no such user.</param>
    /// <param name="username">Whose credentials they are, when they are right.</param>
    public DigestVerdict Check(SipRequest request, Func<string, string?> passwordOf, out string? username)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(passwordOf);
        username = null;
        foreach (var header in request.Headers)
        {
            if (header.Name == SipHeaderNames.Authorization && TryRead(header.Value, out var fields) && fields["realm"] == _realm)
            {
                return Check(request.Method, fields, passwordOf, out username);
            }
        }

        return DigestVerdict.Missing;
    }

    private DigestVerdict Check(string method, SipParameters fields, Func<string, string?> passwordOf, out string? username)
    {
        username = null;
        if (fields["username"] is not { } user || fields["nonce"] is not { } nonce || fields["uri"] is not { } uri || fields["response"] is not { } response
            || fields["nc"] is not { } nc || fields["cnonce"] is not { } clientNonce || fields["qop"] != "auth"
            || !DigestAlgorithm.TryParse(fields["algorithm"], out var algorithm)
            || !uint.TryParse(nc, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var count)
            || passwordOf(user) is not { } password)
        {
            return DigestVerdict.Wrong;
        }

        if (!IsOurs(nonce, out var age))
        {
            return DigestVerdict.Stale;
        }

        var challenge = new DigestChallenge { Realm = _realm, Nonce = nonce, Algorithm = algorithm, HasQop = true };
        var expected = DigestAnswer.Compute(challenge, new(user, password), method, uri, nc, clientNonce);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(response.ToLowerInvariant())))
        {
            return DigestVerdict.Wrong;
        }

        if (age > Lifetime || !TryCount(nonce, count))
        {
            return DigestVerdict.Stale;
        }

        username = user;
        return DigestVerdict.Right;
    }

    private static bool TryRead(string value, out SipParameters fields)
    {
        fields = SipParameters.Empty;
        return value.StartsWith("Digest ", StringComparison.OrdinalIgnoreCase) && SipParameters.TryParse($",{value["Digest ".Length..]}", out fields, ',');
    }

    /// <summary>Whether the count is one that this nonce was not used with before: what was heard on the wire is of no use to others.</summary>
    private bool TryCount(string nonce, uint count)
    {
        lock (_gate)
        {
            if (_counts.TryGetValue(nonce, out var last))
            {
                _counts[nonce] = Math.Max(last, count);
                return count > last;
            }

            if (_counted.Count >= MostCounted)
            {
                _counts.Remove(_counted.Dequeue());
            }

            _counted.Enqueue(nonce);
            _counts[nonce] = count;
            return true;
        }
    }

    private string NewNonce()
    {
        Span<byte> bytes = stackalloc byte[16 + SignatureSize];
        BinaryPrimitives.WriteInt64BigEndian(bytes, _time.GetUtcNow().UtcTicks);
        BinaryPrimitives.WriteInt64BigEndian(bytes[8..], Interlocked.Increment(ref _issued));
        Sign(bytes[..16]).CopyTo(bytes[16..]);
        return Convert.ToHexStringLower(bytes);
    }

    private bool IsOurs(string nonce, out TimeSpan age)
    {
        age = default;
        var bytes = new byte[16 + SignatureSize];
        if (Convert.FromHexString(nonce, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != bytes.Length
            || !CryptographicOperations.FixedTimeEquals(Sign(bytes.AsSpan(0, 16)), bytes.AsSpan(16)))
        {
            return false;
        }

        age = TimeSpan.FromTicks(_time.GetUtcNow().UtcTicks - BinaryPrimitives.ReadInt64BigEndian(bytes));
        return true;
    }

    private Span<byte> Sign(ReadOnlySpan<byte> data) => HMACSHA256.HashData(_secret, data).AsSpan(0, SignatureSize);
}
