using System.Net;

namespace Parley.Simulation.Network;

/// <summary>All that happens on the way between us and one callee, in both directions.</summary>
/// <param name="ToCallee">What we send.</param>
/// <param name="FromCallee">What we receive.</param>
public sealed record LinkPlan(LinkSchedule ToCallee, LinkSchedule FromCallee)
{
    /// <summary>When the NAT before the callee forgets it, since the plan began: its media comes from other ports then.</summary>
    public IReadOnlyList<TimeSpan> Rebinds { get; init; } = [];

    /// <summary>Puts the plan into effect; it begins now.</summary>
    /// <param name="network">The network.</param>
    /// <param name="us">Our address.</param>
    /// <param name="callee">The callee's.</param>
    /// <param name="random">Seeds the fate of every datagram.</param>
    /// <returns>The links to and from the callee, for whoever wants to count.</returns>
    public (ImpairedLink ToCallee, ImpairedLink FromCallee) Connect(VirtualNetwork network, IPAddress us, IPAddress callee, Random random)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(random);
        var start = network.Clock.Elapsed;
        var to = new ImpairedLink(ToCallee, new Random(random.Next()), start);
        var from = new ImpairedLink(FromCallee, new Random(random.Next()), start);
        network.Connect(us, callee, to);
        network.Connect(callee, us, from);
        foreach (var rebind in Rebinds)
        {
            network.Clock.CreateTimer(_ => network.Rebind(callee), null, rebind, Timeout.InfiniteTimeSpan);
        }

        return (to, from);
    }
}
