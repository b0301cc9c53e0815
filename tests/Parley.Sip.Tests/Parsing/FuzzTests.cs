using System.Buffers;
using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Parley.Sip.Auth;
using Parley.Sip.Messages;
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

    private static readonly string[] Challenges =
    [
        "Digest realm=\"parley\", nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc\", qop=\"auth,auth-int\", algorithm=SHA-256, stale=true",
        "digest REALM=\"a \\\"quoted\\\" realm\",nonce=x,algorithm=MD5-sess,qop=auth",
        "Digest realm=\"parley\", domain=\"sip:h\", nonce=\"n\", algorithm=SHA-512-256, charset=UTF-8, userhash=false",
    ];

    [Fact]
    public void Parse_SpoiltMessages_NeverThrows()
    {
        var random = new Random(20250101);
        var parsed = 0;
        var rounds = 100_000 * FuzzBudget.Multiplier;
        FuzzBudget.Spend(rounds, () => Spoil(random), bytes =>
        {
            var result = SipParser.Parse(bytes);
            if (result.Message is { } message)
            {
                parsed++;
                _ = (message.From, message.To, message.CSeq, message.TopVia, message.Contact, message.Reason);
                Assert.NotEmpty(SipWriter.ToArray(message));
                Assert.True(CallIdHeader.TryFind(bytes, out _), "What can be parsed has a Call-ID that can be found.");
            }
        });

        Assert.InRange(parsed, rounds / 60, rounds - (rounds / 60));
    }

    [Fact]
    public void Digest_SpoiltChallenges_AreAnsweredOrRefused()
    {
        var random = new Random(31);
        var answered = 0;
        FuzzBudget.Spend(150_000 * FuzzBudget.Multiplier, () => Spoil(random, Challenges), bytes =>
        {
            var text = Encoding.Latin1.GetString(bytes).Replace('\r', ' ').Replace('\n', ' ');   // As headers are unfolded.
            if (DigestChallenge.TryParse(text, out var challenge))
            {
                answered++;
                var answer = DigestAnswer.Create(challenge, new("alice", "secret"), "INVITE", "sip:b@h", 1, "0a4f113b");
                Assert.DoesNotContain('\n', answer);
            }
        });

        Assert.True(answered > 1_000);
    }

    [Fact]
    public void Digest_SpoiltCredentials_AreRightOnceAtTheMost()
    {
        var random = new Random(32);
        var server = new DigestServer("parley", new FakeTimeProvider(), new Random(1));
        var client = new DigestClient(new("alice", "secret"), () => "0a4f113b");
        var request = Written.Request("INVITE", "z9hG4bK1");
        var rejection = SipResponse.Create(request, 401);
        rejection.Headers.AddRange(server.Challenge());
        Assert.True(client.TryLearn(rejection, request, 0));
        client.Attach(request);
        var right = 0;
        var genuine = request.Headers["Authorization"]!;
        FuzzBudget.Spend(150_000 * FuzzBudget.Multiplier, () => Spoil(random, [genuine]), bytes =>
        {
            var spoilt = Encoding.Latin1.GetString(bytes);
            var attempt = Written.Request("INVITE", "z9hG4bK2");
            attempt.Headers.Add("Authorization", spoilt);
            right += server.Check(attempt, user => user == "alice" ? "secret" : null, out _) == DigestVerdict.Right ? 1 : 0;
        });

        Assert.InRange(right, 0, 1);   // What was spoilt where it does not matter; a second time it is a replay.
    }

    /// <summary>STUN (RFC 8489) where SIP is spoken: answered by nobody, in a datagram as in a stream.</summary>
    [Fact]
    public void Stun_OnTheSipSocket_IsDroppedInDatagramsAndStreams()
    {
        var random = new Random(33);
        FuzzBudget.Spend(100_000 * FuzzBudget.Multiplier, () => SpoilStun(random), bytes =>
        {
            var parsed = SipParser.Parse(bytes);
            Assert.Null(parsed.Message);
            Assert.Null(parsed.Refused);
            var stream = new ReadOnlySequence<byte>(bytes);
            var framer = new StreamFramer(64 * 1024);
            for (var i = 0; i < 1000; i++)
            {
                var before = stream.Length;
                if (framer.Take(ref stream).Kind is StreamFrameKind.Broken or StreamFrameKind.Incomplete)
                {
                    return;
                }

                Assert.True(stream.Length < before, "A stream goes on.");
            }
        });
    }

    [Fact]
    public void StreamFramer_SpoiltStreams_EndsAndKeepsToItsLimit()
    {
        var random = new Random(34);
        FuzzBudget.Spend(100_000 * FuzzBudget.Multiplier, () => [.. Spoil(random), .. Spoil(random)], bytes =>
        {
            var stream = new ReadOnlySequence<byte>(bytes);
            var framer = new StreamFramer(64 * 1024);
            for (var i = 0; i <= bytes.Length; i++)
            {
                if (framer.Take(ref stream).Kind is StreamFrameKind.Broken or StreamFrameKind.Incomplete)
                {
                    return;
                }
            }

            Assert.Fail("More frames than bytes.");
        });
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
        for (var i = 0; i < 5_000 * FuzzBudget.Multiplier; i++)
        {
            transport.Writer.TryWrite(new SipDatagram(i % 10 == 9 ? SpoilStun(random) : Spoil(random), attacker));
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

    private static byte[] Spoil(Random random) =>
        Spoil(random, [.. Written.Bytes(Seeds[random.Next(Seeds.Length)].Replace("UNIQUE", $"{random.Next()}", StringComparison.Ordinal))]);

    private static byte[] Spoil(Random random, string[] seeds) => Spoil(random, [.. Encoding.Latin1.GetBytes(seeds[random.Next(seeds.Length)])]);

    /// <summary>A binding request with a user name, changed here and there behind its first byte, which is what tells STUN from SIP.</summary>
    private static byte[] SpoilStun(Random random)
    {
        var bytes = Convert.FromHexString("000100182112A442" + "B7E7A701BC34D686FA87DFAE" + "0006000B" + "616C6963653A626F62626F00" + "80280004" + "E57A3BCF");
        for (var i = random.Next(0, 5); i > 0; i--)
        {
            bytes[random.Next(1, bytes.Length)] = (byte)random.Next(256);
        }

        bytes[0] = (byte)random.Next(4);
        return bytes[..random.Next(1, bytes.Length + 1)];
    }

    private static byte[] Spoil(Random random, List<byte> bytes)
    {
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
