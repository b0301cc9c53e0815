namespace Parley.Audio;

/// <summary>
/// Keeps back the wake-ups that a thread gives while it ticks ports one after the other, and gives them all at its end. So the threads that are woken find much to do at once,
/// where they would otherwise wake, do a little and sleep again, for every port. Without a <see cref="Hold"/> on the thread nothing is kept back.
/// </summary>
public static class TickSignals
{
    [ThreadStatic]
    private static List<IHeldSignal>? s_held;

    [ThreadStatic]
    private static bool s_isHolding;

    /// <summary>Keeps back what this thread signals from now on.</summary>
    public static void Hold()
    {
        s_held ??= new(1024);
        s_isHolding = true;
    }

    /// <summary>Gives what was kept back, in its order.</summary>
    public static void Release()
    {
        s_isHolding = false;
        if (s_held is { } held)
        {
            foreach (var signal in held)
            {
                signal.Give();
            }

            held.Clear();
        }
    }

    /// <summary>Keeps a signal back, if this thread does so now.</summary>
    /// <returns><see langword="false"/> when it is to be given at once.</returns>
    public static bool TryKeep(IHeldSignal signal)
    {
        if (!s_isHolding)
        {
            return false;
        }

        s_held!.Add(signal);
        return true;
    }
}
