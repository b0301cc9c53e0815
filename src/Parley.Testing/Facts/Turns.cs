namespace Parley.Testing.Facts;

/// <summary>How two parties take turns, judged by where each of them makes a sound.</summary>
internal static class Turns
{
    /// <summary>Sounds of the far end that are older when the agent is interrupted are not what interrupted it.</summary>
    private static readonly TimeSpan LongestOnset = TimeSpan.FromSeconds(3);

    /// <summary>What the agent had said when it was interrupted may arrive so much later.</summary>
    private static readonly TimeSpan LongestFlight = TimeSpan.FromMilliseconds(500);

    /// <summary>The silences between the end of what the far end said and the agent's next sound, where nobody spoke in between.</summary>
    public static IReadOnlyList<TimeSpan> ResponseTimes(IReadOnlyList<SoundSpan> said, IReadOnlyList<SoundSpan> heard)
    {
        var times = new List<TimeSpan>();
        var agentStopped = TimeSpan.MinValue;
        foreach (var answer in heard)
        {
            var last = said.LastOrDefault(span => span.Start < answer.Start);
            if (last.End > agentStopped && last.Duration > TimeSpan.Zero && last.End <= answer.Start)
            {
                times.Add(answer.Start - last.End);
            }

            agentStopped = answer.End;
        }

        return times;
    }

    /// <summary>For each interruption the time from the moment when both could be heard to the agent's silence.</summary>
    public static IReadOnlyList<TimeSpan> BargeIns(IReadOnlyList<SoundSpan> said, IReadOnlyList<SoundSpan> heard, IReadOnlyList<TimeSpan> interruptions)
    {
        var times = new List<TimeSpan>();
        foreach (var interruption in interruptions)
        {
            var onset = said.LastOrDefault(span => span.Start <= interruption && interruption - span.Start < LongestOnset);
            var spoken = heard.LastOrDefault(span => span.Start <= interruption + LongestFlight && span.End > onset.Start);
            if (onset.Duration > TimeSpan.Zero && spoken.Duration > TimeSpan.Zero)
            {
                times.Add(spoken.End - (onset.Start > spoken.Start ? onset.Start : spoken.Start));
            }
        }

        return times;
    }
}
