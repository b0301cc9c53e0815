using System.Net;
using System.Net.Sockets;
using System.Text;
using Parley.Rtp.Transport;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Sip;

namespace Parley.Simulation.Tests.Network;

public sealed class VirtualNetworkTests
{
    private readonly VirtualScheduler _scheduler = new();
    private readonly VirtualNetwork _network;
    private readonly VirtualHost _here;
    private readonly VirtualHost _there;

    public VirtualNetworkTests()
    {
        _network = new VirtualNetwork(_scheduler.Clock);
        (_here, _there) = (_network.Host(IPAddress.Parse("10.0.0.1")), _network.Host(IPAddress.Parse("10.0.0.2")));
    }

    [Fact]
    public void TryReceive_BeforeTheDelayIsOver_FindsNothing()
    {
        using var from = _here.Bind(new(_here.Address, 4000));
        using var to = _there.Bind(new(_there.Address, 5000));
        from.TrySend("hello"u8, SocketEndPoint.From(to.LocalEndPoint));

        Assert.Null(Receive(to));
        Pass(VirtualNetwork.DefaultDelay);
        Assert.Equal(("hello", from.LocalEndPoint), Receive(to));
        Assert.Null(Receive(to));
    }

    [Fact]
    public void TryReceive_ManyDatagramsOfChangingDelay_ComeInOrderOfArrival()
    {
        _network.Connect(_here.Address, _there.Address, new Delays(50, 10, 30, 10, 0));
        using var from = _here.Bind(new(_here.Address, 4000));
        using var to = _there.Bind(new(_there.Address, 5000));
        for (var i = 0; i < 10; i++)
        {
            from.TrySend(Encoding.ASCII.GetBytes($"{i}"), SocketEndPoint.From(to.LocalEndPoint));
        }

        Pass(TimeSpan.FromSeconds(1));
        var received = string.Concat(Enumerable.Range(0, 10).Select(_ => Receive(to)?.Text));

        Assert.Equal("4913682705", received);
    }

    [Fact]
    public void Bind_PortInUse_IsRefused()
    {
        using var first = _here.Bind(new(_here.Address, 4000));

        Assert.Equal(SocketError.AddressAlreadyInUse, Assert.Throws<SocketException>(() => _here.Bind(new(IPAddress.Any, 4000))).SocketErrorCode);
        Assert.Equal(SocketError.AddressNotAvailable, Assert.Throws<SocketException>(() => _here.Bind(new(_there.Address, 4002))).SocketErrorCode);
    }

    [Fact]
    public void Dispose_Socket_FreesItsPort()
    {
        _here.Bind(new(_here.Address, 4000)).Dispose();

        Assert.Equal(0, _network.BoundSockets);
        _here.Bind(new(_here.Address, 4000)).Dispose();
    }

    [Fact]
    public void Rebind_SocketOfTheHost_SendsFromAnotherPortAndIsDeafAtTheOldOne()
    {
        using var phone = _here.Bind(new(_here.Address, 4000));
        using var server = _there.Bind(new(_there.Address, 5000));

        _network.Rebind(_here.Address);
        phone.TrySend("new"u8, SocketEndPoint.From(server.LocalEndPoint));
        server.TrySend("to the old port"u8, SocketEndPoint.From(phone.LocalEndPoint));
        Pass(TimeSpan.FromSeconds(1));
        var (text, from) = Receive(server)!.Value;
        server.TrySend("to the new port"u8, SocketEndPoint.From(from));
        Pass(TimeSpan.FromSeconds(1));

        Assert.Equal("new", text);
        Assert.NotEqual(phone.LocalEndPoint, from);
        Assert.Equal("to the new port", Receive(phone)?.Text);
        Assert.Null(Receive(phone));
    }

    [Fact]
    public void Bind_AfterARebind_FindsThePortsThatWereFreeBeforeFree()
    {
        using var rtp = _here.Bind(new(_here.Address, 4000));
        using var rtcp = _here.Bind(new(_here.Address, 4001));
        _network.Rebind(_here.Address);
        _network.Rebind(_here.Address);

        using var next = _here.Bind(new(_here.Address, 4002));

        Assert.Equal(4002, next.LocalEndPoint.Port);
        Assert.Equal(3, _network.BoundSockets);
    }

    [Fact]
    public void SendAsync_SipMessage_ArrivesAndIsTold()
    {
        var told = new List<SipPacket>();
        _network.SipSent += told.Add;
        _scheduler.Run(async () =>
        {
            await using var from = _here.BindSip(new(_here.Address, 5060));
            await using var to = _there.BindSip(new(IPAddress.Any, 5060));
            await from.SendAsync("OPTIONS"u8.ToArray(), to.LocalEndPoint, CancellationToken.None);
            Assert.True(await to.Received.WaitToReadAsync(CancellationToken.None));
            Assert.True(to.Received.TryRead(out var datagram));
            Assert.Equal(("OPTIONS", from.LocalEndPoint), (Encoding.ASCII.GetString(datagram.Bytes.Span), datagram.Remote));
        });

        Assert.Equal(VirtualNetwork.DefaultDelay, _scheduler.Clock.Elapsed);
        Assert.False(Assert.Single(told).IsLost);
    }

    [Fact]
    public void SendAsync_NobodyListensOnTheHost_IsToldToTheSender() =>
        _scheduler.Run(async () =>
        {
            await using var from = _here.BindSip(new(_here.Address, 5060));
            await from.SendAsync("OPTIONS"u8.ToArray(), new(_there.Address, 5099), CancellationToken.None);
            await from.Received.WaitToReadAsync(CancellationToken.None);
            Assert.True(from.Received.TryRead(out var datagram));
            Assert.True(datagram.IsUnreachable);
        });

    [Fact]
    public void BindSip_PortInUse_IsRefused()
    {
        _here.BindSip(new(_here.Address, 5060));

        Assert.Contains("5060", Assert.Throws<SipException>(() => _here.BindSip(new(_here.Address, 5060))).Message, StringComparison.Ordinal);
    }

    private void Pass(TimeSpan time) => _scheduler.Run(() => Task.Delay(time, _scheduler.Clock, CancellationToken.None));

    private static (string Text, IPEndPoint From)? Receive(IDatagramSocket socket)
    {
        var buffer = new byte[100];
        return socket.TryReceive(buffer, out var length, out var from) ? (Encoding.ASCII.GetString(buffer, 0, length), from.ToIPEndPoint()) : null;
    }

    private sealed class Delays(params int[] milliseconds) : ILink
    {
        private int _next;

        public int Carry(TimeSpan now, int size, Span<TimeSpan> arrivals)
        {
            arrivals[0] = now + TimeSpan.FromMilliseconds(milliseconds[_next++ % milliseconds.Length]);
            return 1;
        }
    }
}
