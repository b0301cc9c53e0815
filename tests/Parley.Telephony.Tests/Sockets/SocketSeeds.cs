using System.Text;
using System.Text.Json;
using Parley.Telephony.Sockets.Dialects;

namespace Parley.Telephony.Tests.Sockets;

/// <summary>Messages of every dialect (contract 11.1 and 11.5), and twisted ones made of them: the same every time.</summary>
internal static class SocketSeeds
{
    /// <summary><c>PARLEY_FUZZ</c> multiplies the inputs: 10 makes it ten times as many.</summary>
    public static int Multiplier => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ"), out var times) && times > 0 ? times : 1;

    private static readonly string[] Values =
    [
        "null", "true", "[]", "{}", "-1", "1e999", "99999999999999999999", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"=\"", "\"AAA\"", "[[[[]]]]", "8000.5", "\"8000\"", "{\"payload\":1}",
    ];

    /// <summary>A dialect's messages, in the order of a call.</summary>
    public static IReadOnlyList<byte[]> Of(SocketDialect dialect)
    {
        var sound = Convert.ToBase64String(new byte[160]);
        string[] texts = dialect.Name switch
        {
            "twilio" =>
            [
                """{"event":"connected","protocol":"Call","version":"1.0.0"}""",
                """{"event":"start","streamSid":"MZ1","start":{"streamSid":"MZ1","callSid":"CA1","accountSid":"AC1","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":{"from_number":"+15550001","a":"b"}}}""",
                $$$"""{"event":"media","streamSid":"MZ1","media":{"track":"inbound","chunk":"1","timestamp":"5","payload":"{{{sound}}}"}}""",
                """{"event":"mark","streamSid":"MZ1","mark":{"name":"parley-1"}}""",
                """{"event":"dtmf","streamSid":"MZ1","dtmf":{"track":"inbound_track","digit":"5"}}""",
                """{"event":"stop","streamSid":"MZ1","stop":{"accountSid":"AC1","callSid":"CA1"}}""",
            ],
            "telnyx" =>
            [
                """{"event":"connected","version":"1.0.0"}""",
                """{"event":"start","stream_id":"s1","start":{"call_control_id":"c1","from":"+15550001","to":"+15550002","media_format":{"encoding":"PCMA","sample_rate":8000,"channels":1},"custom_parameters":{"a":"b"}}}""",
                $$$"""{"event":"media","stream_id":"s1","media":{"track":"inbound","payload":"{{{sound}}}"}}""",
                """{"event":"mark","stream_id":"s1","mark":{"name":"parley-1"}}""",
                """{"event":"dtmf","stream_id":"s1","dtmf":{"digit":"#"}}""",
                """{"event":"stop","stream_id":"s1"}""",
            ],
            "plivo" =>
            [
                """{"event":"start","start":{"streamId":"s1","callId":"c1","accountId":"a1","mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000}}}""",
                $$$"""{"event":"media","streamId":"s1","media":{"track":"inbound","payload":"{{{sound}}}"}}""",
                """{"event":"playedStream","streamId":"s1","name":"parley-1"}""",
                """{"event":"dtmf","streamId":"s1","dtmf":{"digit":"*"}}""",
                """{"event":"stop","streamId":"s1"}""",
            ],
            "exotel" =>
            [
                """{"event":"connected"}""",
                """{"event":"start","stream_sid":"s1","start":{"stream_sid":"s1","call_sid":"c1","account_sid":"a1","from":"1","to":"2","media_format":{"sample_rate":"16000"},"custom_parameters":{"a":"b"}}}""",
                $$$"""{"event":"media","stream_sid":"s1","media":{"payload":"{{{sound}}}"}}""",
                """{"event":"mark","stream_sid":"s1","mark":{"name":"parley-1"}}""",
                """{"event":"dtmf","stream_sid":"s1","dtmf":{"digit":"0"}}""",
                """{"event":"stop","stream_sid":"s1"}""",
            ],
            _ => ["""{"label":"rtvi-ai","type":"client-ready","id":"1","data":{"version":"1.0.0"}}"""],
        };
        return dialect.HasStart ? [.. texts.Select(Encoding.UTF8.GetBytes)] : [Frame(16_000), Frame(8000), dialect.WriteText(JsonElement.Parse(texts[0]))!, .. texts.Select(Encoding.UTF8.GetBytes)];
    }

    /// <summary>A frame with 20 ms of the generic socket's sound.</summary>
    public static byte[] Frame(int rate, int bytes = 640)
    {
        var audio = new ProtobufWriter();
        audio.Write(3, new byte[bytes]);
        audio.Write(4, (ulong)rate);
        audio.Write(5, 1);
        var frame = new ProtobufWriter();
        frame.Write(2, audio.Written);
        return frame.Written.ToArray();
    }

    /// <summary>A message that is torn, has bytes changed, parts repeated, or a value of another type.</summary>
    public static byte[] Twist(byte[] seed, Random random)
    {
        var bytes = random.Next(4) switch
        {
            0 => seed[..random.Next(seed.Length + 1)],
            1 => [.. seed[..random.Next(seed.Length)], .. seed[random.Next(seed.Length)..]],
            2 => OtherValue(seed, random),
            _ => [.. seed],
        };
        for (var i = random.Next(0, 4); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
        }

        return bytes;
    }

    // Puts another value behind one of the colons.
    private static byte[] OtherValue(byte[] seed, Random random)
    {
        var text = Encoding.UTF8.GetString(seed);
        int[] colons = [.. Enumerable.Range(0, text.Length).Where(i => text[i] == ':')];
        if (colons.Length == 0)
        {
            return [.. seed];
        }

        var begin = colons[random.Next(colons.Length)] + 1;
        var end = text.IndexOfAny([',', '}'], begin);
        return Encoding.UTF8.GetBytes(text[..begin] + Values[random.Next(Values.Length)] + text[(end < 0 ? text.Length : end)..]);
    }
}
