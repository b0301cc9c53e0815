using System.Net;
using System.Net.Sockets;
using Parley.Rtp.Transport;
using Parley.Server.Hosting;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Sip.Resolution;
using Parley.Sip.Transport;

namespace Parley.Testing.Hosting;

/// <summary>Real time, and UDP on the loopback address.</summary>
internal sealed class RealGround : IGround
{
    private Random? _random;

    public event Action<SipTrace>? SipSent;

    public TimeProvider Time => TimeProvider.System;

    public VirtualScheduler? Scheduler => null;

    public VirtualNetwork? Network => null;

    public IPEndPoint Server { get; } = new(IPAddress.Loopback, FreePort());

    public IPEndPoint Carrier { get; } = new(IPAddress.Loopback, FreePort());

    public TelephonyNetwork ServerNetwork => new() { BindSip = Bind, Media = UdpNetwork.Instance, Names = new DnsNameService(), Random = _random };

    public ISipTransport? CarrierSip => null;

    public IDatagramNetwork? CarrierMedia => null;

    public Func<ReadOnlyMemory<byte>, FarEndWay?>? WayOf
    {
        set
        {
            // The network is what it is.
        }
    }

    public FarEndWay Lay(LinkPlan plan, Random random) =>
        throw new NotSupportedException("A network in real time is what it is: loss, delay and the like can be had in virtual time only.");

    public void Seed(Random random) => _random = random;

    public Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken) => work();

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private TracedSipTransport Bind(IPEndPoint local) => new(UdpSipTransport.Bind(local), trace => SipSent?.Invoke(trace));
}
