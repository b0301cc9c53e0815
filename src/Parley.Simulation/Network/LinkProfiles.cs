namespace Parley.Simulation.Network;

/// <summary>
/// Ways to a callee that everybody knows, by name: those to it (its download) and from it (its upload). Where the figures come from stands in docs/guides/impairments.md.
/// </summary>
public static class LinkProfiles
{
    private static readonly (string Name, LinkProfile ToCallee, LinkProfile FromCallee)[] Known =
    [
        Both("clean", new()),
        Both("managed", new() { Delay = Milliseconds(50), Jitter = Milliseconds(50), Loss = 0.001 }),
        Both("intercontinental", new() { Delay = Milliseconds(150), Jitter = Milliseconds(50), Loss = 0.001 }),
        Both("satellite", new() { Delay = Milliseconds(600), Bandwidth = 256_000 }),
        Both("wifi", new() { Delay = Milliseconds(20), Jitter = Milliseconds(10), JitterShape = JitterShape.Exponential, Bursts = new(0.01, 3), Bandwidth = 25_000_000 }),
        (
            "4g",
            new() { Delay = Milliseconds(45), Jitter = Milliseconds(5), Loss = 0.002, Bandwidth = 100_000_000 },
            new() { Delay = Milliseconds(45), Jitter = Milliseconds(15), Loss = 0.002, Bandwidth = 50_000_000 }),
        (
            "3g",
            new() { Delay = Milliseconds(100), Jitter = Milliseconds(50), Loss = 0.005, Bandwidth = 780_000 },
            new() { Delay = Milliseconds(100), Jitter = Milliseconds(50), Loss = 0.005, Bandwidth = 330_000 }),
        (
            "edge",
            new() { Delay = Milliseconds(400), Jitter = Milliseconds(100), Loss = 0.01, Bandwidth = 240_000 },
            new() { Delay = Milliseconds(440), Jitter = Milliseconds(100), Loss = 0.01, Bandwidth = 200_000 }),
        Both("congested", new()
        {
            Delay = Milliseconds(40),
            Jitter = Milliseconds(30),
            JitterShape = JitterShape.Exponential,
            Bursts = new(0.03, 4),
            Reordering = new(0.001, 2),
        }),
        Both("bursty", new() { Delay = Milliseconds(30), Jitter = Milliseconds(5), Bursts = new(0.05, 8) }),
        Both("down", new() { IsDown = true }),
    ];

    /// <summary>The names.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Known.Select(known => known.Name)];

    /// <summary>Finds the ways of a name.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="toCallee">The way to the callee.</param>
    /// <param name="fromCallee">The way from the callee.</param>
    public static bool TryGet(string name, out LinkProfile toCallee, out LinkProfile fromCallee)
    {
        foreach (var known in Known)
        {
            if (known.Name == name)
            {
                (toCallee, fromCallee) = (known.ToCallee, known.FromCallee);
                return true;
            }
        }

        toCallee = fromCallee = new();
        return false;
    }

    private static (string Name, LinkProfile ToCallee, LinkProfile FromCallee) Both(string name, LinkProfile profile) => (name, profile, profile);

    private static TimeSpan Milliseconds(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
