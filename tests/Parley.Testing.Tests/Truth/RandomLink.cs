using Parley.Simulation.Network;

namespace Parley.Testing.Tests.Truth;

/// <summary>A way that draws the fate of each message: lost, late (so that others overtake it), or there more than once.</summary>
internal sealed class RandomLink(Random random) : ILink
{
    private readonly double _loss = random.Next(4) switch { 0 => 0, 1 => 0.1, 2 => 0.3, _ => 0.6 };
    private readonly double _copies = random.Next(3) switch { 0 => 0, 1 => 0.2, _ => 0.6 };
    private readonly int _latest = random.Next(4) switch { 0 => 20, 1 => 100, 2 => 700, _ => 2_500 };

    public int Carry(TimeSpan now, int size, Span<TimeSpan> arrivals)
    {
        if (random.NextDouble() < _loss)
        {
            return 0;
        }

        var copies = random.NextDouble() < _copies ? 2 + random.Next(ILink.MostCopies - 1) : 1;
        for (var i = 0; i < copies; i++)
        {
            arrivals[i] = now + TimeSpan.FromMilliseconds(5 + random.Next(_latest));
        }

        return copies;
    }
}
