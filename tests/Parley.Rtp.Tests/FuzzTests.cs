using System.Net;
using System.Text;
using Parley.Rtp.Packets;
using Parley.Rtp.Rtcp;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

/// <summary>Torn and twisted input, the same every time: nothing throws, nothing grows.</summary>
public sealed class FuzzTests
{
    private const int Rounds = 100_000;

    [Fact]
    public void RtpPacket_Mutated_NeverThrowsAndStaysInside()
    {
        var seed = Convert.FromHexString("B280000100000002CAFEBABE" + "00000011" + "00000022" + "BEDE0001" + "10AA0000" + "0708" + "000003");
        foreach (var bytes in Mutate(seed, 1))
        {
            if (RtpPacket.TryParse(bytes, out var packet))
            {
                Assert.True(packet.Payload.Length + packet.Extension.Length + packet.Contributors.Length <= bytes.Length - RtpHeader.Size);
            }

            Assert.Equal(bytes.Length >= TelephoneEvent.Size, TelephoneEvent.TryParse(bytes, out _));
        }
    }

    [Fact]
    public void RtcpReader_Mutated_NeverThrowsAndEnds()
    {
        var seed = new byte[256];
        var writer = new RtcpWriter(seed);
        writer.WriteSenderReport(1, new(1, 2, 3, 4), [new(1, 2, 3, 4, 5, 6, 7)]);
        writer.WriteSourceDescription(1, "someone"u8);
        writer.WriteGoodbye(1);
        foreach (var bytes in Mutate(seed[..writer.Length], 2))
        {
            var reader = new RtcpReader(bytes);
            var packets = 0;
            while (reader.TryRead(out var packet))
            {
                packets++;
                packet.TryGetSender(out _);
                packet.TryGetSenderInfo(out _);
                packet.IsGoodbyeOf(1);
                packet.TryGetCanonicalName(out _, out _);
                for (var i = 0; packet.TryGetBlock(i, out _); i++)
                {
                    Assert.True(i < 31);
                }
            }

            Assert.True(packets <= bytes.Length / 4);
        }
    }

    [Fact]
    public void SessionDescription_Mutated_NeverThrowsAndCanBeAnswered()
    {
        var seed = Encoding.UTF8.GetBytes(
            "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/AVP 0 8 97\r\na=rtpmap:97 telephone-event/8000\r\n"
                + "a=fmtp:97 0-15\r\na=rtcp:4711 IN IP4 198.51.100.9\r\na=ptime:20\r\na=sendrecv\r\nm=video 5000 RTP/AVP 99\r\n");
        var local = IPEndPoint.Parse("192.0.2.1:10000");
        var answered = 0;
        foreach (var bytes in Mutate(seed, 3).Take(30_000))
        {
            if (!SessionDescription.TryParse(bytes, out var sdp, out _))
            {
                continue;
            }

            var ours = new OfferAnswer(local, AudioCapabilities.Default);
            if (ours.TryAnswer(sdp, out var answer, out _, out _))
            {
                answered++;
                Assert.True(answer.ToBytes().Length < 4096);
                Assert.True(SessionDescription.TryParse(answer.ToBytes(), out _, out var error), error);
            }

            ours.CreateOffer();
            ours.TryAccept(sdp, out _, out _);
        }

        Assert.True(answered > 1000);
    }

    [Fact]
    public void RtpSession_MutatedDatagrams_NeverThrowsAndPlaysOn()
    {
        using var call = new Call();
        call.Run(10);
        var random = new Random(4);
        var before = call.Network.Deliver;
        var attacker = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:10000"));
        call.Network.Deliver = (bytes, from, to) =>
        {
            // The known source sends garbage: what it says is changed on the way.
            for (var i = random.Next(0, 4); i > 0 && from.IsSameHostAs(attacker); i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            return random.Next(0, 3);
        };
        call.Run(5000);
        call.Network.Deliver = before;
        call.Run(200);

        Assert.True(call.Bob.Played.Count > 150);
        Assert.Equal(Enumerable.Repeat(Rtp.Jitter.JitterFrameKind.Frame, 100), call.Bob.Kinds.TakeLast(100));
    }

    private static IEnumerable<byte[]> Mutate(byte[] seed, int randomSeed)
    {
        var random = new Random(randomSeed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = seed[..random.Next(random.Next(4) == 0 ? 0 : seed.Length, seed.Length + 1)];
            for (var i = random.Next(0, 6); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            yield return bytes;
        }
    }
}
