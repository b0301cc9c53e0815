namespace Parley.Simulation.Network;

/// <summary>
/// One direction of a way with all that can go wrong on it. A datagram waits for its turn before the bandwidth (or finds the queue full), is lost or not, takes
/// its time, and arrives in order unless it is held back. The same seed gives the same datagrams the same fate.
/// </summary>
public sealed class ImpairedLink : ILink
{
    private const int HeaderBytes = 28; // IPv4 and UDP

    private readonly LinkSchedule _schedule;
    private readonly Random _random;
    private readonly TimeSpan _start;
    private TimeSpan _busyUntil;
    private TimeSpan _lastArrival;
    private bool _inBurst;

    /// <summary>Makes a link.</summary>
    /// <param name="schedule">What it is like over time.</param>
    /// <param name="random">A seeded source of its own.</param>
    /// <param name="start">The time of the network at which the schedule begins.</param>
    public ImpairedLink(LinkSchedule schedule, Random random, TimeSpan start = default)
    {
        ArgumentNullException.ThrowIfNull(schedule);
        ArgumentNullException.ThrowIfNull(random);
        (_schedule, _random, _start) = (schedule, random, start);
    }

    /// <summary>Datagrams taken in.</summary>
    public long Sent { get; private set; }

    /// <summary>Datagrams of which no copy arrives.</summary>
    public long Lost { get; private set; }

    /// <inheritdoc/>
    public int Carry(TimeSpan now, int size, Span<TimeSpan> arrivals)
    {
        Sent++;
        var profile = _schedule.At(now - _start);
        if (profile.IsDown || !TryTransmit(profile, now, size, out var departure) || IsLost(profile))
        {
            Lost++;
            return 0;
        }

        var arrival = departure + profile.Delay + DrawJitter(profile);
        arrival = arrival < _lastArrival ? _lastArrival : arrival;
        if (profile.Reordering is { } reordering && Happens(reordering.Share))
        {
            arrival += reordering.HeldBack;
        }
        else
        {
            _lastArrival = arrival;
        }

        arrivals[0] = arrival;
        if (!Happens(profile.Duplicates))
        {
            return 1;
        }

        arrivals[1] = arrival;
        return 2;
    }

    private bool TryTransmit(LinkProfile profile, TimeSpan now, int size, out TimeSpan departure)
    {
        departure = now;
        if (profile.Bandwidth is not { } bandwidth)
        {
            return true;
        }

        var begin = _busyUntil > now ? _busyUntil : now;
        if (begin - now > profile.Queue)
        {
            return false;
        }

        departure = _busyUntil = begin + TimeSpan.FromSeconds((size + HeaderBytes) * 8.0 / bandwidth);
        return true;
    }

    private bool IsLost(LinkProfile profile)
    {
        _inBurst = profile.Bursts is { } bursts && Happens(_inBurst ? 1 - bursts.ToGood : bursts.ToBad);
        return Happens(profile.Loss) || _inBurst;
    }

    private TimeSpan DrawJitter(LinkProfile profile)
    {
        if (profile.Jitter == TimeSpan.Zero)
        {
            return TimeSpan.Zero;
        }

        return profile.Jitter * profile.JitterShape switch
        {
            JitterShape.Normal => Math.Abs(DrawNormal()),
            JitterShape.Exponential => -Math.Log(1 - _random.NextDouble()),
            _ => _random.NextDouble(),
        };
    }

    /// <summary>A number of the normal distribution (after Box and Muller).</summary>
    private double DrawNormal() => Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());

    private bool Happens(double share) => share > 0 && _random.NextDouble() < share;
}
