using System.Net;
using Parley.Rtp.Packets;
using Parley.Rtp.Sdp;
using Parley.Rtp.Transport;

namespace Parley.Rtp.Tests;

public sealed class RtpSessionSilenceTests : IDisposable
{
    private const uint Ssrc = 0x77;
    private static readonly SocketEndPoint AlicesPlace = SocketEndPoint.From(IPEndPoint.Parse("192.0.2.1:10000"));

    private readonly Call _call = new();

    private RtpSession Alice => _call.Alice.Session;

    [Fact]
    public void Silence_FarEndStops_GrowsUntilAnythingComes()
    {
        _call.Run(50);
        Listen(1);
        Assert.Equal(TimeSpan.Zero, Alice.Silence);

        Listen(100);
        Assert.Equal(TimeSpan.FromSeconds(2), Alice.Silence);

        _call.Run(1);
        Listen(1);
        Assert.Equal(TimeSpan.Zero, Alice.Silence);
    }

    [Fact]
    public void Silence_NothingEverCame_GrowsFromTheBeginning()
    {
        Listen(50);

        Assert.Equal(TimeSpan.FromSeconds(1), Alice.Silence);
    }

    [Fact]
    public void Silence_NobodyPolls_DoesNotGrow()
    {
        _call.Run(50);
        _call.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(TimeSpan.Zero, Alice.Silence);
    }

    [Theory]
    [InlineData(MediaDirection.ReceiveOnly)]
    [InlineData(MediaDirection.SendOnly)]
    [InlineData(MediaDirection.Inactive)]
    public void Silence_SoundDoesNotFlowBothWays_CountsFromWhenItDoesAgain(MediaDirection direction)
    {
        Listen(100);
        Alice.Update(Alice.Audio with { Direction = direction });
        Listen(100);
        Assert.Equal(TimeSpan.Zero, Alice.Silence);

        Alice.Update(Alice.Audio with { Direction = MediaDirection.SendReceive });
        Listen(50);

        Assert.Equal(TimeSpan.FromSeconds(1), Alice.Silence);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(true, 10)]
    public void Silence_InComfortNoise_CountsOnlyWhenTheFarEndReports(bool reports, double seconds)
    {
        using var peer = _call.Network.Bind(IPEndPoint.Parse("198.51.100.1:5555"));
        peer.TrySend(Packet(0, 1, 160), AlicesPlace);
        peer.TrySend(Packet(13, 2, 1), AlicesPlace);
        if (reports)
        {
            peer.TrySend(Convert.FromHexString("80C9000100000077"), AlicesPlace);
        }

        _call.Alice.Tick(1);
        Listen(500);

        Assert.Equal(TimeSpan.FromSeconds(seconds), Alice.Silence);
    }

    [Fact]
    public void Silence_StrangersSendOn_Grows()
    {
        using var peer = _call.Network.Bind(IPEndPoint.Parse("198.51.100.1:5555"));
        using var stranger = _call.Network.Bind(IPEndPoint.Parse("203.0.113.1:6666"));
        for (ushort i = 1; i <= 5; i++)
        {
            peer.TrySend(Packet(0, i, 160), AlicesPlace);
        }

        _call.Alice.Tick(1);

        for (var i = 0; i < 100; i++)
        {
            stranger.TrySend([.. Packet(0, (ushort)(5_000 + i), 160)], AlicesPlace);
            Listen(1);
        }

        Assert.Equal(TimeSpan.FromSeconds(2), Alice.Silence);
    }

    public void Dispose() => _call.Dispose();

    private static byte[] Packet(byte payloadType, ushort sequence, int length)
    {
        var bytes = new byte[RtpHeader.Size + length];
        new RtpHeader(payloadType, false, sequence, sequence * 160u, Ssrc).Write(bytes);
        return bytes;
    }

    /// <summary>Lets ticks pass at our end only.</summary>
    private void Listen(int ticks)
    {
        for (var i = 0; i < ticks; i++)
        {
            _call.Time.Advance(TimeSpan.FromMilliseconds(20));
            _call.Alice.Tick(1);
        }
    }
}
