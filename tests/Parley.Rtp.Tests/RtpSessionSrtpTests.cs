using System.Net;
using Parley.Rtp.Packets;
using Parley.Rtp.Srtp;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

public sealed class RtpSessionSrtpTests
{
    private static readonly SocketEndPoint AlicesPlace = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:10000"));

    [Theory]
    [MemberData(nameof(Suites))]
    public void BothEnds_Encrypted_HearEachOtherAndReport(string name)
    {
        using var call = Secured(name);
        var plain = 0;
        call.Network.Deliver = (bytes, from, to) =>
        {
            plain += bytes.AsSpan(RtpHeader.Size).IndexOfAnyExcept(bytes[RtpHeader.Size]) < 0 ? 1 : 0; // A frame is one value over and over.
            return 1;
        };

        call.Run(1000);

        Assert.Equal(0, plain);
        Assert.Equal(Enumerable.Range(0, 240).Select(i => (byte)i), call.Bob.Played.Take(240)); // Behind them the buffer may grow shallower.
        foreach (var statistics in new[] { call.Alice.Session.Statistics, call.Bob.Session.Statistics })
        {
            Assert.Equal(0, statistics.PacketsForged + statistics.PacketsReplayed + statistics.PacketsInvalid + statistics.PacketsLost);
            Assert.True(statistics.ReportsReceived > 2);
            Assert.NotNull(statistics.RoundTrip);
        }
    }

    [Fact]
    public async Task SendDigits_Encrypted_ArriveOnce()
    {
        using var call = Secured("AEAD_AES_128_GCM");
        var sent = call.Alice.Session.SendDigitsAsync("42#");

        call.Run(100);

        Assert.Equal("42#", call.Bob.ReadDigits());
        Assert.True(await sent);
    }

    [Fact]
    public void Poll_PlainAndForgedAndRepeatedPackets_AreDroppedAndCounted()
    {
        using var call = Secured("AES_CM_128_HMAC_SHA1_80");
        call.Run(50);
        var random = new Random(3);
        call.Network.Deliver = (bytes, from, to) =>
        {
            if (from == AlicesPlace && random.Next(2) == 0)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)random.Next(1, 256);
                return 1;
            }

            return 2;
        };
        call.Run(100);
        var statistics = call.Bob.Session.Statistics;

        Assert.InRange(statistics.PacketsForged, 30, 70);
        Assert.InRange(statistics.PacketsReplayed, 30, 70);
        Assert.Equal(0, statistics.PacketsInvalid + statistics.PacketsDuplicated);
    }

    [Fact]
    public void Poll_StrangerSendsFirst_IsNotFollowed()
    {
        using var call = Secured("AES_CM_128_HMAC_SHA1_80");
        using var stranger = call.Network.BindPair("203.0.113.9", 30000);
        var packet = new byte[172];
        new RtpHeader(0, true, 1, 0, 99).Write(packet);
        stranger.Rtp.TrySend(packet, SocketEndPoint.From(IPEndPoint.Parse("192.0.2.2:20000")));

        call.Run(50);

        Assert.Equal(AlicesPlace, call.Bob.Session.Destination);
        Assert.Equal(1, call.Bob.Session.Statistics.PacketsForged);
        Assert.True(call.Bob.Played.Count > 40);
    }

    [Fact]
    public void Update_FarEndChangesItsKey_SoundGoesOn()
    {
        using var call = Secured("AES_CM_128_HMAC_SHA1_80");
        call.Run(100);
        var next = SrtpKey.Create(SrtpSuite.AesCm128HmacSha1Tag80, new Random(77));
        var (alice, bob) = (call.Alice.Session, call.Bob.Session);

        bob.Update(bob.Audio with { Srtp = new(bob.Audio.Srtp!.Local, next) });
        call.Run(3);
        alice.Update(alice.Audio with { Srtp = new(next, alice.Audio.Srtp!.Remote) });
        call.Run(200);

        Assert.Equal(0, bob.Statistics.PacketsForged + bob.Statistics.PacketsReplayed + bob.Statistics.PacketsLost);
        Assert.Equal(Enumerable.Range(0, 95).Select(i => (byte)i), call.Bob.Played.Take(95));
        Assert.True(call.Bob.Played.Count > 290);
    }

    [Fact]
    public void Tick_Encrypted_DoesNotAllocate()
    {
        using var call = Secured("AES_CM_128_HMAC_SHA1_80");
        call.Run(500);
        var payload = new byte[160];
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 200; i++)
        {
            call.Bob.Session.Poll();
            call.Bob.Session.Take(payload);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    public static TheoryData<string> Suites => [.. SrtpSuite.All.Select(suite => suite.Name)];

    private static Call Secured(string name)
    {
        Assert.True(SrtpSuite.TryGet(name, out var suite));
        var (here, there) = (SrtpKey.Create(suite, new Random(1)), SrtpKey.Create(suite, new Random(2)));
        return new(audio => audio with { Srtp = new(here, there) }, audio => audio with { Srtp = new(there, here) });
    }
}
