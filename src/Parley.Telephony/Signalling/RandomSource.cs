namespace Parley.Telephony.Signalling;

/// <summary>Gives each call a generator of its own, since generators belong to one thread, and an id. Repeatable when seeded.</summary>
internal sealed class RandomSource(Random? seeded)
{
    private readonly Lock _lock = new();

    /// <summary>A generator for one call; <see langword="null"/> leaves its parts to the system's.</summary>
    public Random? Fork()
    {
        if (seeded is null)
        {
            return null;
        }

        lock (_lock)
        {
            return new(seeded.Next());
        }
    }

    /// <summary>A new UUID.</summary>
    public string NewId()
    {
        if (Fork() is not { } random)
        {
            return Guid.NewGuid().ToString();
        }

        var bytes = new byte[16];
        random.NextBytes(bytes);
        return new Guid(bytes).ToString();
    }
}
