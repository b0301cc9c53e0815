using System.Net;
using Parley.Rtp.Jitter;
using Parley.Rtp.Packets;
using Parley.Rtp.Rtcp;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

public sealed class RtpSessionTests
{
    private static readonly SocketEndPoint BobsPlace = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.2:20000"));
    private static readonly SocketEndPoint AlicesPlace = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:10000"));

    [Fact]
    public async Task LetGo_SessionThatTalked_EndsWithoutAWordAndLeavesThePorts()
    {
        using var call = new Call();
        call.Run(300);
        var waiting = call.Alice.Session.SendDigitsAsync("1");
        var reports = call.Bob.Session.Statistics.ReportsReceived;

        call.Alice.Session.LetGo();
        call.Alice.Session.LetGo();
        call.Alice.Session.Dispose();
        call.Bob.Tick(1);

        Assert.False(await waiting);
        Assert.True(call.Alice.Session.Digits.Completion.IsCompleted);
        Assert.Equal(4, call.Network.BoundCount);
        Assert.Equal((reports, false), (call.Bob.Session.Statistics.ReportsReceived, call.Bob.Session.Statistics.RemoteSaidGoodbye));
    }

    [Fact]
    public void BothEnds_TenSeconds_HearEachOtherWhole()
    {
        using var call = new Call();

        call.Run(500);

        Assert.Equal(Enumerable.Range(0, call.Bob.Played.Count).Select(i => (byte)i).Take(200), call.Bob.Played.Take(200));
        foreach (var statistics in new[] { call.Alice.Session.Statistics, call.Bob.Session.Statistics })
        {
            Assert.Equal((500, 80_000), (statistics.PacketsSent, statistics.OctetsSent));
            Assert.InRange(statistics.PacketsReceived, 499, 500);
            Assert.Equal(0, statistics.PacketsLost + statistics.PacketsLate + statistics.PacketsInvalid + statistics.PacketsForeign);
            Assert.Equal(call.Time.Start.AddMilliseconds(20), statistics.FirstReceivedAt!.Value, TimeSpan.FromMilliseconds(21));
            Assert.Equal(call.Time.GetUtcNow(), statistics.LastReceivedAt!.Value, TimeSpan.FromMilliseconds(21));
            Assert.Equal(TimeSpan.Zero, statistics.Jitter);
        }
    }

    [Fact]
    public void Send_FirstPacketAndAfterAPause_HaveTheMarkerAndTrueTimestamps()
    {
        using var call = new Call();
        var headers = RecordMedia(call, AlicesPlace);

        call.Run(20, alice: i => i is >= 5 and < 15 ? null : (byte)1);

        Assert.Equal([0, 5], headers.Select((header, index) => (header, index)).Where(pair => pair.header.HasMarker).Select(pair => pair.index));
        Assert.Equal(10, headers.Count);
        Assert.Equal(11u * 160, headers[5].Timestamp - headers[4].Timestamp);
        Assert.All(headers.Zip(headers.Skip(1)), pair => Assert.Equal(1, (ushort)(pair.Second.SequenceNumber - pair.First.SequenceNumber)));
        Assert.All(headers, header => Assert.Equal(headers[0].Ssrc, header.Ssrc));
    }

    [Fact]
    public void Constructor_OtherSeed_OtherNumbers()
    {
        using var call = new Call();
        var alice = RecordMedia(call, AlicesPlace);
        var bob = RecordMedia(call, BobsPlace);

        call.Run(1);

        Assert.NotEqual(alice[0].Ssrc, bob[0].Ssrc);
        Assert.NotEqual(alice[0].SequenceNumber, bob[0].SequenceNumber);
        Assert.NotEqual(alice[0].Timestamp, bob[0].Timestamp);
    }

    [Theory]
    [InlineData(10, 2, 80)]
    [InlineData(40, 0.5, 320)]
    [InlineData(30, 0.66, 240)]
    public void Send_OtherPacketTime_PacksTheSameSound(int milliseconds, double packetsPerTick, int size)
    {
        using var call = new Call(changeAlice: audio => audio with { PacketTime = TimeSpan.FromMilliseconds(milliseconds) });
        var headers = RecordMedia(call, AlicesPlace);

        call.Run(120);

        Assert.Equal((int)(120 * packetsPerTick), headers.Count, tolerance: 1);
        Assert.All(headers.Zip(headers.Skip(1)), pair => Assert.Equal((uint)size, pair.Second.Timestamp - pair.First.Timestamp));
        Assert.Equal(Enumerable.Range(0, 100).Select(i => (byte)i), call.Bob.Played.Take(100));
    }

    [Fact]
    public async Task SendDigits_DuringSound_ArriveOnceAndSoundGoesOn()
    {
        using var call = new Call();
        var sent = call.Alice.Session.SendDigitsAsync("12#");
        var again = call.Alice.Session.SendDigitsAsync("3", TimeSpan.FromMilliseconds(50), TimeSpan.FromMilliseconds(40));

        Assert.True(call.Alice.Session.IsSendingDigits);
        call.Run(100);

        Assert.Equal("12#3", call.Bob.ReadDigits());
        Assert.True(sent.IsCompleted && await sent);
        Assert.True(again.IsCompleted && await again);
        Assert.False(call.Alice.Session.IsSendingDigits);
        Assert.DoesNotContain((byte)20, call.Bob.Played); // Was said while a digit was sent.
        Assert.Contains((byte)90, call.Bob.Played);
        Assert.Equal(0, call.Bob.Session.Statistics.PacketsLost);
    }

    [Theory]
    [InlineData(0.3, 7)]
    [InlineData(0.3, 8)]
    [InlineData(0.5, 9)]
    public void SendDigits_LossyNetwork_ArriveOnce(double loss, int seed)
    {
        using var call = new Call();
        var random = new Random(seed);
        call.Network.Deliver = (_, _, _) => random.NextDouble() < loss ? 0 : random.Next(1, 3);

        _ = call.Alice.Session.SendDigitsAsync("1234567890*#1122", TimeSpan.FromMilliseconds(160));
        call.Run(400);

        Assert.Equal("1234567890*#1122", call.Bob.ReadDigits());
    }

    [Theory]
    [InlineData("12x", 100)]
    [InlineData("1", 49)]
    [InlineData("1", 2001)]
    public async Task SendDigits_NoKeyOrBadDuration_Throws(string digits, int milliseconds)
    {
        using var call = new Call();

        await Assert.ThrowsAnyAsync<ArgumentException>(() => call.Alice.Session.SendDigitsAsync(digits, TimeSpan.FromMilliseconds(milliseconds)));
    }

    [Fact]
    public async Task SendDigits_FarEndTakesNone_SaysSo()
    {
        using var call = new Call(changeAlice: audio => audio with { TelephoneEventPayloadType = null });

        Assert.False(await call.Alice.Session.SendDigitsAsync("1"));
    }

    [Fact]
    public async Task Dispose_DigitsQueued_TellsWhoWaitsAndEndsTheReader()
    {
        using var call = new Call();
        var sent = call.Alice.Session.SendDigitsAsync("123456789");
        call.Run(10);

        call.Alice.Dispose();

        Assert.False(await sent);
        Assert.False(await call.Alice.Session.SendDigitsAsync("1"));
        Assert.True(call.Alice.Session.Digits.Completion.IsCompleted);
        Assert.Equal(2, call.Network.BoundCount);
    }

    [Fact]
    public void Poll_MediaFromElsewhere_IsFollowedAndStrangersAreCounted()
    {
        using var call = new Call();
        using var translated = call.Network.Bind(IPEndPoint.Parse("198.51.100.1:5555"));
        using var stranger = call.Network.Bind(IPEndPoint.Parse("203.0.113.1:6666"));
        var buffer = new byte[500];

        translated.TrySend(Packet(1, 0x77), AlicesPlace);
        call.Alice.Tick(1);
        stranger.TrySend(Packet(2, 0x66), AlicesPlace);
        stranger.TrySend(Packet(3, 0x77), AlicesPlace);
        call.Alice.Tick(1);

        Assert.True(translated.TryReceive(buffer, out _, out _));
        Assert.False(stranger.TryReceive(buffer, out _, out _));
        Assert.Equal((1, 2), (call.Alice.Session.Statistics.PacketsReceived, call.Alice.Session.Statistics.PacketsForeign));
        Assert.Equal("198.51.100.1:5555", call.Alice.Session.Destination.ToString());
    }

    [Fact]
    public void Poll_StrayPacketOfTheLastCallFirst_TheCallIsHeardAllTheSame()
    {
        using var call = new Call();
        using var stray = call.Network.Bind(IPEndPoint.Parse("203.0.113.1:6666"));
        stray.TrySend(Packet(1, 0x66), AlicesPlace);
        call.Alice.Tick(1);

        for (var i = 0; i < 20; i++)
        {
            call.Bob.Tick(7);
            call.Alice.Tick(1);
        }

        Assert.Equal(BobsPlace, call.Alice.Session.Destination);
        Assert.True(call.Alice.Session.Statistics.PacketsReceived >= 20);
    }

    [Theory]
    [InlineData("00")]
    [InlineData("80000001000000020000000")]
    [InlineData("805D0001000000020000000301")] // Payload type 93 was not negotiated.
    public void Poll_NoValidMedia_IsNotFollowed(string hex)
    {
        using var call = new Call();
        using var stranger = call.Network.Bind(IPEndPoint.Parse("203.0.113.1:6666"));

        stranger.TrySend(Convert.FromHexString(hex[..(hex.Length / 2 * 2)]), AlicesPlace);
        call.Alice.Tick(null);

        Assert.Equal(BobsPlace, call.Alice.Session.Destination);
        Assert.Equal(1, call.Alice.Session.Statistics.PacketsInvalid);
    }

    [Fact]
    public void Statistics_LossInBursts_TellsAScoreAndWhy()
    {
        using var call = new Call();
        call.Run(500);
        var clean = call.Bob.Session.Statistics;
        Assert.Equal((0, 1), (clean.Loss, clean.BurstRatio));
        Assert.InRange(clean.Mos!.Value, 4.3, 4.42);

        var count = 0;
        call.Network.Deliver = (bytes, _, _) => bytes.Length > 100 && ++count % 100 is 10 or 11 or 12 or 13 ? 0 : 1;
        call.Run(3000);

        var lossy = call.Bob.Session.Statistics;
        Assert.InRange(lossy.Loss, 0.025, 0.045);
        Assert.InRange(lossy.BurstRatio, 1.5, 4);
        Assert.InRange(lossy.Mos!.Value, 3.2, clean.Mos.Value - 0.1);
        Assert.InRange(lossy.RemoteMos!.Value, 2, 4.3);
        Assert.NotNull(lossy.RoundTrip);
    }

    [Fact]
    public void Statistics_FarEndStopsSending_IsNoLoss()
    {
        using var call = new Call();
        call.Run(100);
        call.Run(100, bob: _ => null);

        Assert.Equal((0, 5), (call.Alice.Session.Statistics.TicksMissed, call.Alice.Session.Statistics.TicksConcealed));
    }

    [Fact]
    public void Poll_FarEndChangesItsSource_PlaysOn()
    {
        using var call = new Call(options: new() { Jitter = new() { InitialDepth = 1 } });
        using var peer = call.Network.Bind(IPEndPoint.Parse("198.51.100.1:5555"));
        for (var i = 0; i < 40; i++)
        {
            var ssrc = i < 20 ? 1u : 2u;
            peer.TrySend(Packet((ushort)(i < 20 ? i : 30_000 + i), ssrc, (byte)i), AlicesPlace);
            call.Alice.Tick(null);
            call.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Contains((byte)18, call.Alice.Played);
        Assert.Contains((byte)38, call.Alice.Played);
        Assert.Equal(39, call.Alice.Session.Statistics.PacketsReceived); // The first of the new source was not believed yet.
        Assert.Equal(0, call.Alice.Session.Statistics.PacketsLost);
    }

    [Fact]
    public void Poll_FarEndEchoesOurPackets_TakesAnotherSsrcOnceAndPlaysThem()
    {
        using var call = new Call();
        using var echo = call.Network.Bind(IPEndPoint.Parse("198.51.100.1:5555"));
        var buffer = new byte[500];
        var sources = new HashSet<uint>();
        echo.TrySend(Packet(1, 9), AlicesPlace);
        for (var i = 0; i < 100; i++)
        {
            call.Alice.Tick((byte)i);
            while (echo.TryReceive(buffer, out var length, out _))
            {
                Assert.True(RtpPacket.TryParse(buffer.AsSpan(0, length), out var packet));
                sources.Add(packet.Header.Ssrc);
                echo.TrySend(buffer.AsSpan(0, length), AlicesPlace);
            }

            call.Time.Advance(TimeSpan.FromMilliseconds(20));
        }

        Assert.Equal(2, sources.Count);
        Assert.Contains((byte)90, call.Alice.Played);
    }

    [Fact]
    public void Reports_BothWays_GiveRoundTripAndLoss()
    {
        using var call = new Call();
        var count = 0;
        call.Network.Deliver = (_, from, _) => from == AlicesPlace && ++count % 10 == 0 ? 0 : 1;

        call.Run(3000);

        var alice = call.Alice.Session.Statistics;
        var bob = call.Bob.Session.Statistics;
        Assert.InRange(alice.ReportsSent, 8, 30);
        Assert.Equal(bob.ReportsSent, alice.ReportsReceived);
        Assert.InRange(alice.RoundTrip!.Value, TimeSpan.Zero, TimeSpan.FromMilliseconds(41));
        Assert.InRange(alice.RemotePacketsLost!.Value, 200, 300);
        Assert.InRange(bob.PacketsLost, 299, 300);
        Assert.Equal(0, bob.RemotePacketsLost);
        Assert.NotNull(bob.RoundTrip);
        Assert.NotNull(alice.RemoteJitter);
    }

    [Fact]
    public void Reports_Compound_HasReportAndNameAndGoodbyeAtTheEnd()
    {
        using var call = new Call(options: new() { CanonicalName = "someone" });
        var reports = new List<byte[]>();
        call.Network.Deliver = (bytes, from, _) =>
        {
            if (from.Port == 10001)
            {
                reports.Add(bytes);
            }

            return 1;
        };
        call.Run(500);
        call.Alice.Dispose();
        call.Bob.Tick(null);

        var reader = new RtcpReader(reports[^1]);
        Assert.True(reader.TryRead(out var report));
        Assert.True(report.TryGetSenderInfo(out var info));
        Assert.True(report.TryGetBlock(0, out _));
        Assert.True(reader.TryRead(out var description));
        Assert.True(description.TryGetCanonicalName(out _, out var name));
        Assert.True(reader.TryRead(out var goodbye));
        Assert.Equal(("someone", RtcpPacketType.Goodbye), (name, goodbye.Type));
        Assert.Equal((500u, 80_000u), (info.PacketCount, info.OctetCount));
        Assert.Equal(NtpTime.From(call.Time.GetUtcNow()), info.NtpTime);
        Assert.True(call.Bob.Session.Statistics.RemoteSaidGoodbye);
        Assert.All(reports.SkipLast(1), bytes => Assert.Equal(200, bytes[1]));
    }

    [Fact]
    public void Dispose_NothingEverSent_SaysNothing()
    {
        var call = new Call();
        var sent = 0;
        call.Network.Deliver = (_, _, _) => ++sent;

        call.Dispose();

        Assert.Equal(0, sent);
        Assert.Equal(0, call.Network.BoundCount);
    }

    [Fact]
    public void Update_HoldAndResume_StopsAndGoesOnWithMediaTime()
    {
        using var call = new Call();
        var headers = RecordMedia(call, AlicesPlace);
        call.Run(10);
        call.Alice.Session.Update(call.Alice.Session.Audio with { Direction = MediaDirection.Inactive });
        call.Run(10);
        Assert.Equal(10, headers.Count);
        Assert.DoesNotContain(JitterFrameKind.Frame, call.Alice.Kinds.Skip(10));

        call.Alice.Session.Update(call.Alice.Session.Audio with { Direction = MediaDirection.SendReceive });
        call.Run(10);

        Assert.Equal(20, headers.Count);
        Assert.True(headers[10].HasMarker);
        Assert.Equal(11u * 160, headers[10].Timestamp - headers[9].Timestamp);
        Assert.Contains(JitterFrameKind.Frame, call.Alice.Kinds.Skip(20));
    }

    [Fact]
    public void Update_OtherAddress_SendsThere()
    {
        using var call = new Call();
        using var carol = new Party(call.Network.BindPair("192.0.2.3", 30000), IPEndPoint.Parse("192.0.2.1:10000"), call.Time, 3);
        call.Run(10);

        call.Alice.Session.Update(Party.Negotiated(IPEndPoint.Parse("192.0.2.3:30000")));
        for (var i = 0; i < 10; i++)
        {
            call.Run(1, bob: _ => null);
            carol.Tick((byte)(100 + i));
        }

        Assert.Equal(9, carol.Session.Statistics.PacketsReceived, tolerance: 1.5);
        Assert.Contains((byte)105, call.Alice.Played);
    }

    [Fact]
    public void Update_OtherCodec_SendsItsPayloadType()
    {
        using var call = new Call();
        var headers = RecordMedia(call, AlicesPlace);
        call.Run(2);

        call.Alice.Session.Update(call.Alice.Session.Audio with { Codec = CodecDescription.Pcma });
        call.Run(2);

        Assert.Equal([0, 0, 8, 8], headers.Select(header => (int)header.PayloadType));
    }

    [Fact]
    public void Poll_Flood_IsTakenInPortions()
    {
        using var call = new Call();
        using var peer = call.Network.Bind(IPEndPoint.Parse("198.51.100.1:5555"));
        for (var i = 0; i < 1000; i++)
        {
            peer.TrySend(Packet((ushort)i, 1), AlicesPlace);
        }

        call.Alice.Session.Poll();

        Assert.Equal(128, call.Alice.Session.Statistics.PacketsReceived);
        Assert.InRange(call.Alice.Session.Statistics.BufferDelay, TimeSpan.Zero, TimeSpan.FromMilliseconds(240));
    }

    [Fact]
    public void Send_WrongLength_Throws()
    {
        using var call = new Call();

        Assert.Throws<ArgumentException>(() => call.Alice.Session.Send(new byte[159]));
    }

    [Fact]
    public void Constructor_CodecWithAnotherClock_Throws()
    {
        var network = new Transport.MemoryNetwork();
        var audio = Party.Negotiated(IPEndPoint.Parse("192.0.2.2:20000")) with { Codec = new("opus", 44100, 96, 2) };

        Assert.Throws<ArgumentException>(() => new RtpSession(network.BindPair("192.0.2.1", 10000), audio, new(), TimeProvider.System));
    }

    private static List<RtpHeader> RecordMedia(Call call, SocketEndPoint sender)
    {
        var headers = new List<RtpHeader>();
        var before = call.Network.Deliver;
        call.Network.Deliver = (bytes, from, to) =>
        {
            if (from == sender && RtpPacket.TryParse(bytes, out var packet))
            {
                headers.Add(packet.Header);
            }

            return before(bytes, from, to);
        };
        return headers;
    }

    private static byte[] Packet(ushort sequence, uint ssrc, byte value = 0)
    {
        var bytes = new byte[RtpHeader.Size + 160];
        bytes.AsSpan().Fill(value);
        new RtpHeader(0, false, sequence, sequence * 160u, ssrc).Write(bytes);
        return bytes;
    }
}
