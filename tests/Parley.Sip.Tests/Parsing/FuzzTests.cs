using System.Net;
using Parley.Sip.Parsing;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.Transport;

namespace Parley.Sip.Tests.Parsing;

/// <summary>Good messages, spoilt at random with a fixed seed: nothing may throw, hang or be left behind.</summary>
public class FuzzTests
{
    private const string Delimiters = "\r\n\0\"<>;,:@%= \t\\[";

    private static readonly string[] Seeds =
    [
        """
            INVITE sip:+15551230001@127.0.0.1:5060;user=phone SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bK776UNIQUE;rport, SIP/2.0/TCP [2001:db8::1]:5061;branch=z9hG4bK1
            Max-Forwards: 70
            Record-Route: <sip:192.0.2.9;lr>
            From: "A \"quoted\" name" <sip:a@192.0.2.9>;tag=1928
            To: <sip:b@192.0.2.2>
            Call-ID: UNIQUE
            CSeq: 314159 INVITE
            Contact: <sip:a@192.0.2.9:5090?X=1>;q=0.5, "x,y" <tel:+15551230009>
            Reason: Q.850;cause=16;text="a, b"
            Proxy-Authorization: Digest username="u", realm="r", nonce="n", uri="sip:b", response="0"
            Content-Type: application/sdp
            Content-Length: 5

            v=0

            """,
        """
            SIP/2.0 407 Proxy Authentication Required
            v: SIP/2.0/UDP 192.0.2.2:5070;branch=z9hG4bKours;received=192.0.2.9
            f: <sip:a@h>;tag=1
            t: <sip:b@h>;tag=2
            i: UNIQUE
            CSeq: 1 INVITE
            Proxy-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm=SHA-256
            Retry-After: 18000;duration=3600
            l: 0


            """,
        """
            BYE sip:b@192.0.2.2 SIP/2.0
            Via: SIP/2.0/UDP 192.0.2.9:5090;branch=z9hG4bKbUNIQUE
            From: <sip:a@192.0.2.9>;tag=1928
            To: <sip:b@192.0.2.2>;tag=x
            Call-ID: UNIQUE
            CSeq: 314160 BYE
            Route: <sip:192.0.2.2;lr>
            Content-Length: 0


            """,
    ];

    [Fact]
    public void Parse_SpoiltMessages_NeverThrows()
    {
        var random = new Random(20250101);
        var parsed = 0;
        for (var i = 0; i < 60_000; i++)
        {
            var result = SipParser.Parse(Spoil(random));
            if (result.Message is { } message)
            {
                parsed++;
                _ = (message.From, message.To, message.CSeq, message.TopVia, message.Contact, message.Reason);
                Assert.NotEmpty(SipWriter.ToArray(message));
            }
        }

        Assert.InRange(parsed, 1_000, 59_000);
    }

    [Fact]
    public void Endpoint_SpoiltMessages_AnswersOrDropsAndForgets() => VirtualWorld.Run(async world =>
    {
        var network = new FakeNetwork(world);
        var attacker = IPEndPoint.Parse("192.0.2.9:5090");
        var transport = network.Bind("192.0.2.2:5070");
        var endpoint = new SipEndpoint(transport, new() { Random = new(3) }, world.Time);
        await endpoint.StartAsync(TestContext.Current.CancellationToken);
        var rejecting = RejectAllAsync(endpoint);
        var random = new Random(7);
        for (var i = 0; i < 5_000; i++)
        {
            transport.Writer.TryWrite(new SipDatagram(Spoil(random), attacker));
            if (i % 50 == 0)
            {
                await world.Wait(TimeSpan.FromMilliseconds(20));
            }
        }

        await world.Wait(TimeSpan.FromSeconds(100));
        Assert.Equal((0, 0, 0), (endpoint.ActiveCalls, endpoint.ActiveDialogs, endpoint.ActiveTransactions));
        Assert.True(endpoint.DroppedMessages > 100);
        await endpoint.DisposeAsync();
        Assert.True(await rejecting > 10);
    });

    private static async Task<int> RejectAllAsync(SipEndpoint endpoint)
    {
        var count = 0;
        while (await endpoint.IncomingCalls.WaitToReadAsync(TestContext.Current.CancellationToken))
        {
            while (endpoint.IncomingCalls.TryRead(out var call))
            {
                count++;
                await (count % 3 == 0
                    ? call.AnswerAsync(Story.Reply, cancellationToken: Story.Token)
                    : call.RejectAsync(486, cancellationToken: Story.Token));
            }
        }

        return count;
    }

    private static byte[] Spoil(Random random)
    {
        var seed = Seeds[random.Next(Seeds.Length)].Replace("UNIQUE", $"{random.Next()}", StringComparison.Ordinal);
        var bytes = Written.Bytes(seed).ToList();
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 2; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes.RemoveAt(at);
                    break;
                case 2:
                    bytes.Insert(at, (byte)Delimiters[random.Next(Delimiters.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(random.Next(40), bytes.Count - at));
                    break;
                case 4:
                    var from = random.Next(bytes.Count);
                    bytes.InsertRange(at, bytes.GetRange(from, Math.Min(random.Next(60), bytes.Count - from)));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
