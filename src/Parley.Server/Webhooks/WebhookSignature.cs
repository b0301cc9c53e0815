using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Parley.Server.Webhooks;

/// <summary>
/// The signature of the requests that this server sends to webhooks: base64 of HMAC-SHA256 over the timestamp, a dot and the body as it came, keyed with the webhook's
/// <c>hmac</c> (base64 itself). For receivers that are written in .NET, and for the dial-in webhook, which is signed the same way.
/// </summary>
/// <example>
/// <code>
/// var body = await ReadAllBytesAsync(request.Body);
/// if (!WebhookSignature.Verify(hmac, request.Headers[WebhookSignature.TimestampHeader], request.Headers[WebhookSignature.SignatureHeader], body, time.GetUtcNow()))
/// {
///     return Results.Unauthorized();
/// }
/// </code>
/// </example>
public static class WebhookSignature
{
    /// <summary>When the request was signed, in seconds since 1970.</summary>
    public const string TimestampHeader = "X-Webhook-Timestamp";

    /// <summary>The signature.</summary>
    public const string SignatureHeader = "X-Webhook-Signature";

    /// <summary>The timestamp's header of the dial-in webhook.</summary>
    public const string DialinTimestampHeader = "x-pinless-timestamp";

    /// <summary>The signature's header of the dial-in webhook.</summary>
    public const string DialinSignatureHeader = "x-pinless-signature";

    /// <summary>How far the clocks of both sides may be apart when the receiver says nothing else.</summary>
    public static TimeSpan DefaultTolerance { get; } = TimeSpan.FromMinutes(5);

    /// <summary>Signs a body.</summary>
    /// <param name="hmac">The secret, base64.</param>
    /// <param name="timestamp">What stands in the timestamp's header.</param>
    /// <param name="body">The body's bytes.</param>
    /// <exception cref="FormatException">The secret is not base64.</exception>
    public static string Sign(string hmac, string timestamp, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(hmac);
        ArgumentNullException.ThrowIfNull(timestamp);
        return Convert.ToBase64String(Compute(Convert.FromBase64String(hmac), timestamp, body));
    }

    /// <summary>
    /// Whether a request is one that this secret signed, of late. Takes the same time wherever a signature is wrong. A request that somebody has recorded and sends again
    /// within the tolerance verifies once more: whoever must not act twice remembers the <c>id</c> of the event, which repeated deliveries share.
    /// </summary>
    /// <param name="hmac">The secret, base64.</param>
    /// <param name="timestamp">The timestamp's header; <see langword="null"/> when it is missing.</param>
    /// <param name="signature">The signature's header; <see langword="null"/> when it is missing.</param>
    /// <param name="body">The body's bytes as they came, before anything parsed them.</param>
    /// <param name="now">The receiver's time.</param>
    /// <param name="tolerance">How far the timestamp may be from <paramref name="now"/>; <see cref="DefaultTolerance"/> when <see langword="null"/>.</param>
    public static bool Verify(string hmac, string? timestamp, string? signature, ReadOnlySpan<byte> body, DateTimeOffset now, TimeSpan? tolerance = null)
    {
        ArgumentNullException.ThrowIfNull(hmac);
        if (timestamp is null || signature is null || !TryDecode(hmac, out var key) || !TryDecode(signature, out var given))
        {
            return false;
        }

        var right = CryptographicOperations.FixedTimeEquals(Compute(key, timestamp, body), given);
        return right && IsRecent(timestamp, now, tolerance ?? DefaultTolerance);
    }

    /// <summary>Whether a text is base64 of anything at all, as a secret must be.</summary>
    internal static bool IsSecret(string text) => TryDecode(text, out var key) && key.Length > 0;

    /// <summary>The timestamp of a request that is signed now.</summary>
    internal static string TimestampOf(DateTimeOffset now) => now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private static byte[] Compute(byte[] key, string timestamp, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hash.AppendData(Encoding.UTF8.GetBytes(timestamp));
        hash.AppendData("."u8);
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static bool TryDecode(string text, out byte[] bytes)
    {
        bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
        {
            return false;
        }

        bytes = bytes[..length];
        return true;
    }

    // Seconds; other senders of this format send milliseconds.
    private static bool IsRecent(string timestamp, DateTimeOffset now, TimeSpan tolerance)
    {
        const long FirstOfMilliseconds = 100_000_000_000;
        return long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && Math.Abs((value < FirstOfMilliseconds ? value * 1000m : value) - now.ToUnixTimeMilliseconds()) <= (decimal)tolerance.TotalMilliseconds;
    }
}
