using System.Net;
using Parley.Rtp.Packets;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

public sealed class RtpSessionRebindTests : IDisposable
{
    private const uint Ssrc = 0x77;
    private static readonly SocketEndPoint AlicesPlace = At("192.0.2.1:10000");
    private static readonly SocketEndPoint AlicesReports = At("192.0.2.1:10001");

    private readonly Call _call = new();
    private readonly IDatagramSocket _old;
    private readonly IDatagramSocket _new;
    private uint _count = 65_500; // The sequence numbers wrap on the way.

    public RtpSessionRebindTests() => (_old, _new) = (Bind("198.51.100.1:5555"), Bind("198.51.100.1:6001"));

    [Fact]
    public void Poll_NatRebinds_GoesOnFromAndToTheNewPlace()
    {
        Speak(_old, 50);
        Assert.Equal("198.51.100.1:5555", _call.Alice.Session.Destination.ToString());
        var before = _call.Alice.Session.Statistics.PacketsReceived;

        Speak(_new, 50);

        Assert.Equal("198.51.100.1:6001", _call.Alice.Session.Destination.ToString());
        Assert.InRange(_call.Alice.Session.Statistics.PacketsReceived - before, 38, 42); // All but the first 200 ms.
        Assert.Equal(50, _call.Alice.Session.Statistics.PacketsForeign + _call.Alice.Session.Statistics.PacketsReceived - before);
        Assert.True(_new.TryReceive(new byte[500], out _, out _));
    }

    [Fact]
    public void Poll_NatRebindsInALongPause_GoesOnAtOnce()
    {
        Speak(_old, 50);
        Pause(TimeSpan.FromSeconds(20));

        Speak(_new, 1, timestampAhead: 160_000);

        Assert.Equal("198.51.100.1:6001", _call.Alice.Session.Destination.ToString());
    }

    [Fact]
    public void Poll_NatRebindsTwice_IsFollowedBothTimes()
    {
        Speak(_old, 20);
        Speak(_new, 20);
        using var third = Bind("203.0.113.9:7777");

        Speak(third, 20);

        Assert.Equal("203.0.113.9:7777", _call.Alice.Session.Destination.ToString());
    }

    [Fact]
    public void Poll_CopyOfALiveStreamFromElsewhere_DoesNotStealIt()
    {
        Speak(_old, 1);
        for (var i = 0; i < 100; i++)
        {
            _new.TrySend(Packet((ushort)_count, Ssrc, _count * 160), AlicesPlace);
            Speak(_old, 1);
        }

        Assert.Equal("198.51.100.1:5555", _call.Alice.Session.Destination.ToString());
        Assert.Equal(100, _call.Alice.Session.Statistics.PacketsForeign);
    }

    [Theory]
    [InlineData(0x78, 1, 160)] // another source
    [InlineData(Ssrc, -5, 160)] // sound from before
    [InlineData(Ssrc, 20_000, 160)] // sequence numbers from elsewhere
    [InlineData(Ssrc, 1, 80_000_000)] // hours ahead
    [InlineData(Ssrc, 1, -160_000)] // long ago
    public void Poll_AnythingElseFromElsewhereInAPause_IsNotFollowed(uint ssrc, int sequenceAhead, int timestampAhead)
    {
        Speak(_old, 50);
        Pause(TimeSpan.FromSeconds(1));
        var (sequence, timestamp) = ((ushort)(_count - 1 + sequenceAhead), ((_count - 1) * 160) + (uint)timestampAhead);

        _new.TrySend(Packet(sequence, ssrc, timestamp), AlicesPlace);
        _call.Alice.Tick(1);

        Assert.Equal("198.51.100.1:5555", _call.Alice.Session.Destination.ToString());
        Assert.Equal(50, _call.Alice.Session.Statistics.PacketsReceived);
    }

    [Fact]
    public void Poll_NotFollowingSources_StaysWithTheAnnouncedPlace()
    {
        using var call = new Call(options: new() { FollowSource = false });
        using var stranger = call.Network.Bind(IPEndPoint.Parse("198.51.100.9:1"));
        call.Run(20);
        var (sent, ssrc, timestamp) = LastOf(call);
        call.Run(50, bob: _ => null);

        stranger.TrySend(Packet((ushort)(sent + 1), ssrc, timestamp + 160), AlicesPlace);
        call.Alice.Tick(1);

        Assert.Equal("192.0.2.2:20000", call.Alice.Session.Destination.ToString());
        Assert.Equal(1, call.Alice.Session.Statistics.PacketsForeign);
    }

    [Fact]
    public void Poll_ReportsComeFromAnotherPortOfTheSameStream_OursGoThere()
    {
        using var oldReports = Bind("198.51.100.1:5556");
        using var newReports = Bind("198.51.100.1:6002");
        Speak(_old, 50);
        oldReports.TrySend(Report(Ssrc), AlicesReports);
        Speak(_old, 1);
        Speak(_new, 50);

        newReports.TrySend(Report(0x55), AlicesReports); // Another source of the host does not matter.
        Speak(_new, 500);
        Assert.False(newReports.TryReceive(new byte[500], out _, out _));
        newReports.TrySend(Report(Ssrc), AlicesReports);
        Speak(_new, 500);

        Assert.True(newReports.TryReceive(new byte[500], out _, out _));
    }

    public void Dispose()
    {
        _old.Dispose();
        _new.Dispose();
        _call.Dispose();
    }

    private static (ushort Sequence, uint Ssrc, uint Timestamp) LastOf(Call call)
    {
        var last = default(RtpHeader);
        var before = call.Network.Deliver;
        call.Network.Deliver = (bytes, from, to) =>
        {
            last = to == AlicesPlace && RtpPacket.TryParse(bytes, out var packet) ? packet.Header : last;
            return 1;
        };
        call.Run(1);
        call.Network.Deliver = before;
        return (last.SequenceNumber, last.Ssrc, last.Timestamp);
    }

    private static byte[] Packet(ushort sequence, uint ssrc, uint timestamp)
    {
        var bytes = new byte[RtpHeader.Size + 160];
        new RtpHeader(0, false, sequence, timestamp, ssrc).Write(bytes);
        return bytes;
    }

    private static byte[] Report(uint ssrc) => [0x80, 201, 0, 1, (byte)(ssrc >> 24), (byte)(ssrc >> 16), (byte)(ssrc >> 8), (byte)ssrc];

    private static SocketEndPoint At(string text) => SocketEndPoint.From(IPEndPoint.Parse(text));

    private IDatagramSocket Bind(string place) => _call.Network.Bind(IPEndPoint.Parse(place));

    private void Speak(IDatagramSocket from, int packets, uint timestampAhead = 0)
    {
        for (var i = 0; i < packets; i++)
        {
            from.TrySend(Packet((ushort)_count, Ssrc, (_count * 160) + timestampAhead), AlicesPlace);
            _count++;
            _call.Alice.Tick(1);
            _call.Time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }

    private void Pause(TimeSpan time)
    {
        for (var t = TimeSpan.Zero; t < time; t += TimeSpan.FromMilliseconds(20))
        {
            _call.Alice.Tick(1);
            _call.Time.Advance(TimeSpan.FromMilliseconds(20));
        }
    }
}
