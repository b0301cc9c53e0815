using System.Globalization;
using System.Text;

namespace Parley.Telephony.Media;

/// <summary>Keys in the body of SIP INFO requests: <c>application/dtmf-relay</c> (Signal and Duration lines) and <c>application/dtmf</c> (the key alone).</summary>
internal static class InfoDigits
{
    public const string Relay = "application/dtmf-relay";
    public const string Plain = "application/dtmf";

    /// <summary>Reads a key. Returns <see langword="false"/> when the body is none of the two, or holds no key.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, string? contentType, out char key)
    {
        var type = (contentType ?? "").Split(';', 2)[0].Trim();
        var text = body.Length <= 200 ? Encoding.ASCII.GetString(body).Trim() : "";
        if (type.Equals(Plain, StringComparison.OrdinalIgnoreCase))
        {
            return TryReadKey(text, out key);
        }

        key = default;
        return type.Equals(Relay, StringComparison.OrdinalIgnoreCase)
            && Array.Find(text.Split('\n'), line => line.TrimStart().StartsWith("Signal", StringComparison.OrdinalIgnoreCase)) is { } signal
            && signal.Split('=', 2) is [_, var value]
            && TryReadKey(value.Trim(), out key);
    }

    /// <summary>Writes a key.</summary>
    public static byte[] Write(char key, TimeSpan duration, string contentType) => Encoding.ASCII.GetBytes(
        contentType == Plain
            ? $"{key}\r\n"
            : string.Create(CultureInfo.InvariantCulture, $"Signal={key}\r\nDuration={(int)duration.TotalMilliseconds}\r\n"));

    // Some write the numbers of the events (RFC 4733) for what has no digit of its own.
    private static bool TryReadKey(string text, out char key)
    {
        key = text switch
        {
            [var single] => char.ToUpperInvariant(single),
            "10" => '*',
            "11" => '#',
            "12" => 'A',
            "13" => 'B',
            "14" => 'C',
            "15" => 'D',
            _ => default,
        };
        return Tones.IsKey(key);
    }
}
