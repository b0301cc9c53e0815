using System.Net;
using Parley.Rtp.Transport;
using Parley.Simulation.VirtualTime;

namespace Parley.Simulation.Network;

/// <summary>
/// A network in memory, in virtual time: hosts with addresses, the SIP and media sockets bound on them, and links that delay, lose and repeat.
/// Used by the one thread of its <see cref="VirtualScheduler"/>.
/// </summary>
/// <param name="clock">The clock of the world that the network belongs to.</param>
public sealed class VirtualNetwork(VirtualClock clock)
{
    /// <summary>How long a datagram takes from host to host unless a link says otherwise.</summary>
    public static readonly TimeSpan DefaultDelay = TimeSpan.FromMilliseconds(15);

    private const ushort FirstPortOfNat = 61_000; // Out of the way of what hosts bind themselves.

    private readonly Dictionary<IPAddress, VirtualHost> _hosts = [];
    private readonly Dictionary<SocketEndPoint, VirtualDatagramSocket> _sockets = [];
    private readonly Dictionary<(UInt128 From, UInt128 To), ILink> _links = [];
    private readonly SteadyLink _usual = new(DefaultDelay);

    /// <summary>The clock of the network.</summary>
    public VirtualClock Clock { get; } = clock;

    /// <summary>
    /// Which way a SIP message takes, when it is not that of its hosts: a trunk's one address carries the calls of many. <see langword="null"/> for the hosts' link.
    /// </summary>
    public Func<SipPacket, ILink?>? SipLinks { get; set; }

    /// <summary>Told of every SIP message as it is sent.</summary>
    public event Action<SipPacket>? SipSent;

    /// <summary>How many media sockets are bound: none when every call has given its ports back.</summary>
    public int BoundSockets => _sockets.Count;

    /// <summary>The host of an address; made when it is asked for first.</summary>
    public VirtualHost Host(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (!_hosts.TryGetValue(address, out var host))
        {
            _hosts[address] = host = new VirtualHost(this, address);
        }

        return host;
    }

    /// <summary>Sets the way that datagrams take from one host to another from now on.</summary>
    public void Connect(IPAddress from, IPAddress to, ILink link)
    {
        ArgumentNullException.ThrowIfNull(link);
        _links[(AddressOf(from), AddressOf(to))] = link;
    }

    /// <summary>
    /// Lets a NAT before a host forget what it knew: what the host's media sockets send comes from other ports from now on, and what is sent to the old ones is lost.
    /// </summary>
    public void Rebind(IPAddress host)
    {
        foreach (var socket in _sockets.Values.Where(s => s.LocalEndPoint.Address.Equals(host)).OrderBy(s => s.LocalEndPoint.Port).ToList())
        {
            _sockets.Remove(socket.Outside);
            socket.Outside = FreeOutside(socket.Outside);
            _sockets[socket.Outside] = socket;
        }
    }

    internal ILink LinkBetween(UInt128 from, UInt128 to) => _links.GetValueOrDefault((from, to), _usual);

    internal VirtualDatagramSocket? Find(SocketEndPoint outside) => _sockets.GetValueOrDefault(outside);

    internal bool TryAdd(VirtualDatagramSocket socket) => _sockets.TryAdd(socket.Outside, socket);

    internal void Remove(VirtualDatagramSocket socket) => _sockets.Remove(socket.Outside);

    /// <summary>Sends a SIP message; it arrives by a timer, as often as its link says.</summary>
    internal void Send(IPEndPoint from, IPEndPoint to, byte[] message)
    {
        var packet = new SipPacket(Clock.GetUtcNow(), from, to, message);
        var link = SipLinks?.Invoke(packet) ?? LinkBetween(AddressOf(from.Address), AddressOf(to.Address));
        Span<TimeSpan> arrivals = stackalloc TimeSpan[ILink.MostCopies];
        var copies = link.Carry(Clock.Elapsed, message.Length, arrivals);
        SipSent?.Invoke(packet with { IsLost = copies == 0 });
        foreach (var arrival in arrivals[..copies])
        {
            After(arrival - Clock.Elapsed, () => Deliver(packet));
        }
    }

    internal static UInt128 AddressOf(IPAddress address) => SocketEndPoint.From(address, 0).Address;

    private void Deliver(SipPacket packet)
    {
        if (_hosts.TryGetValue(packet.To.Address, out var host) && !host.TryReceive(packet))
        {
            // The host is there and nobody listens: it says so (ICMP).
            After(DefaultDelay, () => _hosts.GetValueOrDefault(packet.From.Address)?.TellUnreachable(packet));
        }
    }

    private void After(TimeSpan delay, Action action) => Clock.CreateTimer(static state => ((Action)state!)(), action, delay, Timeout.InfiniteTimeSpan);

    private SocketEndPoint FreeOutside(SocketEndPoint taken)
    {
        var address = taken.ToIPEndPoint().Address;
        var port = Math.Max(taken.Port, FirstPortOfNat);
        SocketEndPoint free;
        do
        {
            port = port == ushort.MaxValue ? (ushort)1024 : (ushort)(port + 1);
            free = SocketEndPoint.From(address, port);
        }
        while (_sockets.ContainsKey(free));
        return free;
    }
}
