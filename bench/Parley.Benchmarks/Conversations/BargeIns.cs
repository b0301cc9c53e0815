using System.Diagnostics;
using System.Globalization;

namespace Parley.Benchmarks.Conversations;

/// <summary>How soon the agent is silent on the wire once somebody speaks into its turn, and how soon a greeting goes out: what callees, policies and wire have noted, put together.</summary>
internal sealed class BargeIns
{
    /// <summary>A turn that has not been silenced by then was not.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>From the moment at which the policy decided to the last packet with voice; negative when that had left already.</summary>
    public List<double> AfterDecision { get; } = [];

    /// <summary>From the caller's first packet with voice.</summary>
    public List<double> AfterVoice { get; } = [];

    /// <summary>From the answer to the first packet of a greeting that waits for nothing.</summary>
    public List<double> Greetings { get; } = [];

    /// <summary>Barge-ins that came when no voice was on its way out any more, by the time the caller's packet had left.</summary>
    public int IntoSilence { get; private set; }

    /// <summary>Barge-ins of which the policy said nothing.</summary>
    public int Undecided { get; private set; }

    /// <summary>Barge-ins that did not silence the agent in time.</summary>
    public int Late { get; private set; }

    /// <summary>Adds a call.</summary>
    /// <param name="report">What its callee tells.</param>
    /// <param name="decisions">What its policy decided.</param>
    /// <param name="wire">What was sent.</param>
    public void Add(string report, Decisions decisions, Wire wire)
    {
        var fields = report.Split(' ').Select(field => long.Parse(field, CultureInfo.InvariantCulture)).ToArray();
        if (wire.Find((int)fields[1]) is not { Stretches: var stretches })
        {
            return;
        }

        var decided = decisions.Of($"{fields[0]}");
        if (ConversationSpeed.GreetsAtOnce((int)fields[0]) && stretches.Count > 0)
        {
            Greetings.Add(Stopwatch.GetElapsedTime(fields[2], stretches[0].First).TotalMilliseconds);
        }

        foreach (var began in fields.AsSpan(3))
        {
            var decision = decided.FirstOrDefault(at => at >= began);
            var stretch = stretches.FirstOrDefault(s => s.First < began && s.Last >= began);
            if (stretch.Last == 0)
            {
                IntoSilence++;
                continue;
            }

            if (decision == 0)
            {
                Undecided++;
                continue;
            }

            if (Stopwatch.GetElapsedTime(began, stretch.Last) > Longest)
            {
                Late++;
                continue;
            }

            AfterDecision.Add(Stopwatch.GetElapsedTime(decision, stretch.Last).TotalMilliseconds);
            AfterVoice.Add(Stopwatch.GetElapsedTime(began, stretch.Last).TotalMilliseconds);
        }
    }
}
