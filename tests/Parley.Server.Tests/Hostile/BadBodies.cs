using System.Globalization;
using System.Text;

namespace Parley.Server.Tests.Hostile;

/// <summary>Bodies that no client should send: random and mutated JSON, wrong types, depth, huge numbers, doubled names, broken UTF-8. The same seed gives the same bodies.</summary>
internal sealed class BadBodies(int seed)
{
    private static readonly string[] s_names =
    [
        "createDailyRoom", "dailyRoomProperties", "dailyMeetingTokenProperties", "enableDefaultIceServers", "transport", "body", "capture", "serviceName", "image", "buildId", "region",
        "autoScaling", "minAgents", "maxAgents", "maxSessionDuration", "secretSet", "forceRedeploy", "krispViva", "audioFilter", "properties", "name", "privacy", "exp", "nbf", "enable_dialout", "phoneNumber",
        "sipUri", "sessionId", "tones", "defaultRegion", "secrets", "secretKey", "secretValue", "url", "events", "callId", "callDomain", "From", "To", "", "__proto__", "$type", "\\u0000", "\\ud83d",
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next body.</summary>
    public byte[] Next() => _random.Next(12) switch
    {
        0 => Bytes(_random.Next(64)),
        1 => Encoding.UTF8.GetBytes(new string('[', _random.Next(1, 5000))),
        2 => Encoding.UTF8.GetBytes($"{{\"a\":{new string('[', 200)}{new string(']', 200)}}}"),
        3 => Broken(),
        4 => Cut(),
        5 => [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Object(2))],
        6 => Encoding.Unicode.GetBytes(Object(2)),
        7 => Encoding.UTF8.GetBytes(Value(3)),
        8 => Flipped(),
        _ => Encoding.UTF8.GetBytes(Object(3)),
    };

    /// <summary>A value for a part of a path that may be anything but a slash.</summary>
    public string PathPart() => _random.Next(12) switch
    {
        0 => Uri.EscapeDataString("'; DROP TABLE sessions; --"),
        1 => "%00",
        2 => "%0d%0aSet-Cookie:%20a=b",
        3 => "..%2f..%2fetc%2fpasswd",
        4 => new string('a', _random.Next(1, 3000)),
        5 => Uri.EscapeDataString("😀 \u202e"),
        6 => "%ff%fe",
        7 => $"{Guid.Empty}",
        8 => "{id}",
        9 => "-1",
        _ => _random.Next().ToString(CultureInfo.InvariantCulture),
    };

    private byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Broken()
    {
        var bytes = Encoding.UTF8.GetBytes($"{{\"body\":{{\"a\":\"{new string('x', 20)}\"}}}}");
        (bytes[15], bytes[16]) = (0xC3, 0x28);
        return bytes;
    }

    private byte[] Cut()
    {
        var bytes = Encoding.UTF8.GetBytes(Object(3));
        return bytes[.._random.Next(bytes.Length)];
    }

    private byte[] Flipped()
    {
        var bytes = Encoding.UTF8.GetBytes(Object(3));
        for (var i = 0; i < 3; i++)
        {
            bytes[_random.Next(bytes.Length)] = (byte)_random.Next(256);
        }

        return bytes;
    }

    private string Object(int depth)
    {
        var text = new StringBuilder("{");
        var count = _random.Next(1, 6);
        var name = Name();
        for (var i = 0; i < count; i++)
        {
            name = _random.Next(5) == 0 ? name : Name();   // Now and then the same name again.
            text.Append(i == 0 ? "" : ",").Append('"').Append(name).Append("\":").Append(Value(depth - 1));
        }

        return text.Append('}').ToString();
    }

    private string Value(int depth) => _random.Next(depth > 0 ? 15 : 12) switch
    {
        0 => "null",
        1 => "true",
        2 => "-0",
        3 => "1e400",
        4 => "-1E-999999999",
        5 => new string('9', 400),
        6 => "9223372036854775808",
        7 => "\"\\ud800\"",
        8 => $"\"{new string('y', _random.Next(2000))}\"",
        9 => "\"\\u0000\\r\\n<script>\"",
        10 => "0.1",
        11 => "2147483647",
        12 => $"[{Value(depth - 1)},{Value(depth - 1)}]",
        _ => Object(depth),
    };

    private string Name() => s_names[_random.Next(s_names.Length)];
}
