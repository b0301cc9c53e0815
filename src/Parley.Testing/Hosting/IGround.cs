using System.Net;
using Parley.Rtp.Transport;
using Parley.Server.Hosting;
using Parley.Simulation.Network;
using Parley.Simulation.VirtualTime;
using Parley.Sip.Transport;

namespace Parley.Testing.Hosting;

/// <summary>What a world stands on: its clock, its network, and how its code is run.</summary>
internal interface IGround
{
    /// <summary>The clock.</summary>
    TimeProvider Time { get; }

    /// <summary>What drives virtual time, if this is it.</summary>
    VirtualScheduler? Scheduler { get; }

    /// <summary>The network in memory, if this is it.</summary>
    VirtualNetwork? Network { get; }

    /// <summary>Where the server listens for SIP.</summary>
    IPEndPoint Server { get; }

    /// <summary>Where the carrier listens for SIP.</summary>
    IPEndPoint Carrier { get; }

    /// <summary>The server's network; <see langword="null"/> for this machine's.</summary>
    TelephonyNetwork? ServerNetwork { get; }

    /// <summary>The carrier's SIP; <see langword="null"/> for this machine's.</summary>
    ISipTransport? CarrierSip { get; }

    /// <summary>The carrier's media; <see langword="null"/> for this machine's.</summary>
    IDatagramNetwork? CarrierMedia { get; }

    /// <summary>Lays a way of its own to one far end, from now on.</summary>
    /// <exception cref="NotSupportedException">This ground takes the network as it is.</exception>
    FarEndWay Lay(LinkPlan plan, Random random);

    /// <summary>Says which way of its own a SIP message takes; none for the usual one.</summary>
    Func<ReadOnlyMemory<byte>, FarEndWay?>? WayOf { set; }

    /// <summary>Told of every SIP message.</summary>
    event Action<SipTrace>? SipSent;

    /// <summary>Runs work to its end.</summary>
    Task<T> RunAsync<T>(Func<Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Seeds what the ground draws, before anything is bound.</summary>
    void Seed(Random random);
}
