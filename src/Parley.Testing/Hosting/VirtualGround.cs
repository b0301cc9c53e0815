using System.Net;
using Parley.Rtp.Transport;
using Parley.Server.Hosting;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Sip.Resolution;
using Parley.Sip.Transport;

namespace Parley.Testing.Hosting;

/// <summary>Virtual time, and a network in memory.</summary>
internal sealed class VirtualGround : IGround
{
    private const int SipPort = 5060;

    private readonly VirtualHost _server;
    private readonly VirtualHost _carrier;
    private Random? _random;
    private ushort _farEnds = 1;

    public VirtualGround()
    {
        Scheduler = new VirtualScheduler();
        Network = new VirtualNetwork(Scheduler.Clock);
        _server = Network.Host(IPAddress.Parse("10.0.0.1"));
        _carrier = Network.Host(IPAddress.Parse("10.0.0.2"));
        Network.SipSent += packet => SipSent?.Invoke(new SipTrace(packet.At, packet.From, packet.To, packet.Bytes) { IsLost = packet.IsLost });
    }

    public event Action<SipTrace>? SipSent;

    public VirtualScheduler Scheduler { get; }

    public VirtualNetwork Network { get; }

    public TimeProvider Time => Scheduler.Clock;

    public IPEndPoint Server => new(_server.Address, SipPort);

    public IPEndPoint Carrier => new(_carrier.Address, SipPort);

    public TelephonyNetwork ServerNetwork => new() { BindSip = _server.BindSip, Media = _server, Names = NoNames.Instance, Random = _random };

    public ISipTransport CarrierSip => _carrier.BindSip(Carrier);

    public IDatagramNetwork CarrierMedia => _carrier;

    public Func<ReadOnlyMemory<byte>, FarEndWay?>? WayOf
    {
        set => Network.SipLinks = packet => value?.Invoke(packet.Bytes) is { } way ? packet.From.Equals(Server) ? way.ToCallee : way.FromCallee : null;
    }

    public FarEndWay Lay(LinkPlan plan, Random random)
    {
        var host = Network.Host(new IPAddress([10, 1, (byte)(_farEnds >> 8), (byte)_farEnds]));
        _farEnds++;
        var (to, from) = plan.Connect(Network, _server.Address, host.Address, random);
        return new(new RtpPortPool(host, host.Address, new PortRange(10_000, 10_099)), to, from);
    }

    public void Seed(Random random) => _random = random;

    public Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            return Task.FromResult(Scheduler.Run(work));
        }
        catch (Exception fault)
        {
            return Task.FromException<T>(fault);
        }
    }
}
