namespace Parley.Simulation.Network;

/// <summary>A way on which nothing is lost and everything takes the same time.</summary>
/// <param name="delay">How long a datagram is on its way.</param>
public sealed class SteadyLink(TimeSpan delay) : ILink
{
    /// <inheritdoc/>
    public int Carry(TimeSpan now, int size, Span<TimeSpan> arrivals)
    {
        arrivals[0] = now + delay;
        return 1;
    }
}
