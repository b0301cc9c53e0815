using System.Net;
using System.Text;
using Parley.Rtp.Packets;
using Parley.Rtp.Rtcp;
using Parley.Rtp.Sdp;
using Parley.Rtp.TelephoneEvents;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

/// <summary>Torn and twisted input, the same every time: nothing throws, nothing grows.</summary>
[Collection(nameof(Alone))]
public sealed class FuzzTests
{
    /// <summary>Inputs for each of the parsers: together more than a million. PARLEY_FUZZ multiplies them: 10 makes it ten million.</summary>
    private const int Rounds = 250_000;

    private const int LargestAnswer = 16_384;

    /// <summary>What one input may cost: memory, and time so generous that only a hang or something quadratic goes over it, whatever else the machine does meanwhile.</summary>
    private const long MostBytes = 1_000_000;

    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    // A binding request with a user name (RFC 8489).
    private static readonly byte[] Stun = Convert.FromHexString("000100182112A442" + "B7E7A701BC34D686FA87DFAE" + "0006000B" + "616C6963653A626F62626F00" + "80280004" + "E57A3BCF");

    private static int Multiplier => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ"), out var times) && times > 0 ? times : 1;

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
        var random = new Random(5);
        var crypto = Encoding.UTF8.GetBytes(
            "v=0\r\no=- 1 1 IN IP4 198.51.100.1\r\ns=-\r\nc=IN IP4 198.51.100.1\r\nt=0 0\r\nm=audio 4000 RTP/SAVP 96 9 98 0 13 97\r\na=rtpmap:96 opus/48000/2\r\n"
                + "a=rtpmap:98 L16/16000\r\na=rtpmap:97 telephone-event/48000\r\na=fmtp:96 useinbandfec=1\r\na=maxptime:60\r\n"
                + "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 WSH=64\r\n"
                + "a=crypto:2 AEAD_AES_256_GCM inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\r\n");
        var capabilities = AudioCapabilities.Default with
        {
            Codecs = [CodecDescription.Opus, CodecDescription.G722, CodecDescription.L16Wide, CodecDescription.Pcmu],
            ComfortNoise = CodecDescription.ComfortNoise,
            Srtp = Parley.Rtp.Srtp.SrtpPolicy.Optional,
        };
        foreach (var bytes in Mutate(seed, 3).Take(60_000 * Multiplier).Concat(Mutate(crypto, 6).Take(60_000 * Multiplier)))
        {
            if (!SessionDescription.TryParse(bytes, out var sdp, out _))
            {
                continue;
            }

            var ours = new OfferAnswer(local, capabilities, random);
            if (ours.TryAnswer(sdp, out var answer, out _, out _))
            {
                answered++;
                Assert.True(answer.ToBytes().Length < LargestAnswer);
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

    [Fact]
    public void Stun_Mutated_IsNeitherSoundNorReport()
    {
        foreach (var bytes in Mutate(Stun, 11))
        {
            if (bytes.Length > 0)
            {
                bytes[0] &= 0x3F; // Two zero bits in front are what tells it from RTP (RFC 7983).
            }

            Assert.False(RtpPacket.TryParse(bytes, out _));
            Assert.False(RtpPacket.LooksLikeRtcp(bytes));
            Assert.False(new RtcpReader(bytes).TryRead(out _));
        }
    }

    /// <summary>STUN on both media ports, from the far end and from a stranger: nothing is played of it, nobody is followed because of it, and the sound behind it goes on.</summary>
    [Fact]
    public void RtpSession_StunOnItsPorts_IsDroppedAndCounted()
    {
        using var call = new Call();
        call.Run(10);
        using var stranger = call.Network.Bind(IPEndPoint.Parse("192.0.2.9:3478"));
        using var inputs = Mutate(Stun, 13).GetEnumerator();
        var sent = 0;
        for (var tick = 0; tick < 2000 * Multiplier; tick++)
        {
            for (var i = 0; i < 5 && inputs.MoveNext(); i++, sent++)
            {
                inputs.Current.AsSpan(0, Math.Min(1, inputs.Current.Length)).Clear();
                stranger.TrySend(inputs.Current, SocketEndPoint.From(IPEndPoint.Parse(i % 2 == 0 ? "192.0.2.2:20000" : "192.0.2.2:20001")));
            }

            call.Run(1);
        }

        Assert.Equal(SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:10000")), call.Bob.Session.Destination);
        Assert.InRange(call.Bob.Session.Statistics.PacketsInvalid, sent * 9 / 10, sent);
        Assert.Equal(Enumerable.Repeat(Rtp.Jitter.JitterFrameKind.Frame, 1000), call.Bob.Kinds.TakeLast(1000));
    }

    /// <summary>Encrypted packets that are changed on the way: whatever comes of them, nothing genuine is lost behind them, and memory stays.</summary>
    [Theory]
    [InlineData("AES_CM_128_HMAC_SHA1_80")]
    [InlineData("AEAD_AES_128_GCM")]
    public void SrtpContext_Mutated_TakesOnlyWhatIsGenuine(string name)
    {
        Assert.True(Parley.Rtp.Srtp.SrtpSuite.TryGet(name, out var suite));
        var key = Parley.Rtp.Srtp.SrtpKey.Create(suite, new Random(1));
        using var sender = new Parley.Rtp.Srtp.SrtpContext();
        using var context = new Parley.Rtp.Srtp.SrtpContext();
        sender.Apply(new(key, key));
        context.Apply(new(key, key));
        var plain = new byte[72];
        new RtpHeader(0, true, 7, 160, 9).Write(plain);
        plain[0] |= 0x12; // Two contributors and an extension, of which there is none as long as it says.
        plain[23] = 1;
        var packet = sender.Protect(plain).ToArray();
        var random = new Random(8);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var bytes in Mutate(packet, 7).Take(Rounds * Multiplier / 2))
        {
            var isGenuine = bytes.AsSpan().SequenceEqual(packet);
            var isRtcp = random.Next(4) == 0;
            var span = bytes.AsSpan();
            Assert.False(context.TryUnprotect(ref span, isRtcp) && !isGenuine);
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - before < 5_000_000);
        new RtpHeader(0, true, 8, 320, 9).Write(plain);
        var next = sender.Protect(plain.AsSpan(0, 60)).ToArray().AsSpan();
        Assert.True(context.TryUnprotect(ref next, isRtcp: false));
    }

    [Fact]
    public void CryptoAttribute_Mutated_NeverThrowsAndReadsBack()
    {
        var seed = Encoding.ASCII.GetBytes("1 AES_CM_128_HMAC_SHA1_80 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz|2^20|1:4 WSH=64");
        foreach (var bytes in Mutate(seed, 9))
        {
            if (CryptoAttribute.TryParse(Encoding.Latin1.GetString(bytes), out var line, out var error))
            {
                Assert.True(CryptoAttribute.TryParse(line.ToLine().Value!, out _, out error), error);
            }
        }
    }

    [Fact]
    public void OpusPacket_AnyBytes_NeverSoundsLongerThanItMay()
    {
        foreach (var bytes in Mutate([0x0B, 0x86, 1, 2, 3, 4], 10))
        {
            Assert.Equal(OpusPacket.TryGetDuration(bytes, out var duration), duration is > 0 and <= OpusPacket.LongestDuration);
        }
    }

    private static IEnumerable<byte[]> Mutate(byte[] seed, int randomSeed)
    {
        var random = new Random(randomSeed);
        for (var round = 0; round < Rounds * Multiplier; round++)
        {
            var bytes = seed[..random.Next(random.Next(4) == 0 ? 0 : seed.Length, seed.Length + 1)];
            for (var i = random.Next(0, 6); i > 0 && bytes.Length > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            yield return bytes;
            Assert.True(
                GC.GetAllocatedBytesForCurrentThread() - allocated < MostBytes && TimeProvider.System.GetElapsedTime(started) < MostTime,
                $"This input costs too much: {Convert.ToHexString(bytes)}");
        }
    }
}
