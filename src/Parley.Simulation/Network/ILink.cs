namespace Parley.Simulation.Network;

/// <summary>
/// One direction of the way between two hosts of a <see cref="VirtualNetwork"/>: decides when a datagram arrives, how often, and whether at all.
/// Called by the one thread of virtual time, for every datagram in the order of sending.
/// </summary>
public interface ILink
{
    /// <summary>The most copies of one datagram that may arrive.</summary>
    const int MostCopies = 4;

    /// <summary>Takes one datagram.</summary>
    /// <param name="now">The time since the start of the network.</param>
    /// <param name="size">Its size in bytes, without the headers of IP and UDP.</param>
    /// <param name="arrivals">Receives the times of arrival since the start, each not before <paramref name="now"/>; room for <see cref="MostCopies"/>.</param>
    /// <returns>How many copies arrive: 0 when it is lost.</returns>
    int Carry(TimeSpan now, int size, Span<TimeSpan> arrivals);
}
