namespace Parley.Simulation.Network;

/// <summary>What a way is like over time: from each step's moment on its profile holds, until the next one's.</summary>
public sealed class LinkSchedule
{
    private readonly LinkStep[] _steps;

    /// <summary>Makes a schedule of steps.</summary>
    /// <param name="steps">In order of time, the first at zero.</param>
    /// <exception cref="ArgumentException">None, not in order, or figures that make no sense; the text says which.</exception>
    public LinkSchedule(params IReadOnlyList<LinkStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        _steps = [.. steps];
        if (FindError(_steps) is { } error)
        {
            throw new ArgumentException(error, nameof(steps));
        }
    }

    /// <summary>The steps.</summary>
    public IReadOnlyList<LinkStep> Steps => _steps;

    /// <summary>The same profile for ever.</summary>
    public static LinkSchedule Always(LinkProfile profile) => new([new(TimeSpan.Zero, profile)]);

    /// <summary>The profile that holds at a time.</summary>
    /// <param name="time">Since the schedule began; before that the first step holds.</param>
    public LinkProfile At(TimeSpan time)
    {
        var step = _steps.Length - 1;
        while (step > 0 && _steps[step].At > time)
        {
            step--;
        }

        return _steps[step].Profile;
    }

    /// <summary>What is wrong with steps, or <see langword="null"/>.</summary>
    internal static string? FindError(IReadOnlyList<LinkStep> steps)
    {
        if (steps is not [{ At.Ticks: 0 }, ..])
        {
            return "the first step of a way must be at 0";
        }

        for (var i = 0; i < steps.Count; i++)
        {
            if (i > 0 && steps[i].At <= steps[i - 1].At)
            {
                return $"the step at {steps[i].At} does not come behind the one at {steps[i - 1].At}";
            }

            if (steps[i].Profile.FindError() is { } error)
            {
                return $"at {steps[i].At}: {error}";
            }
        }

        return null;
    }
}

/// <summary>A change of a way.</summary>
/// <param name="At">When, since the schedule began.</param>
/// <param name="Profile">What it is like from then on.</param>
public sealed record LinkStep(TimeSpan At, LinkProfile Profile);
