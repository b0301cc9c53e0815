using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>
/// Finds the two thresholds of the detector and the shortest quiet before a human, at the least cost: a person taken for a machine costs 20,
/// a machine taken for a person 3 (a beep repairs it), each second of dead air 1.
/// </summary>
internal static class ThresholdSearch
{
    private const double HumanLost = 20;
    private const double MachineGreeted = 3;

    private static readonly double[] HumanGrid = [0.7, 0.75, 0.8, 0.85, 0.9, 0.93, 0.95];
    private static readonly double[] MachineGrid = [0.01, 0.02, 0.03, 0.05, 0.08, 0.1, 0.15, 0.2];
    private static readonly double[] QuietGrid = [0.3, 0.4, 0.5, 0.6];

    private sealed record Point(TimeSpan At, double Probability, bool Talks, double Silence);

    /// <summary>Prints the best settings for the calls of a folder.</summary>
    public static void Print(string folder)
    {
        var calls = Recording.Load(folder).Where(r => r.IsHuman || r.IsRecorded).Select(r => (Recording: r, Points: Trace(r))).ToList();
        var loss = calls.SelectMany(c => c.Points.Select(p => -Math.Log(Math.Clamp(c.Recording.IsHuman ? p.Probability : 1 - p.Probability, 1e-6, 1)) / c.Points.Count)).Sum() / calls.Count;
        Console.WriteLine($"log loss {loss:F4} over {calls.Count} calls");
        var grid =
            from human in HumanGrid
            from machine in MachineGrid
            from quiet in QuietGrid
            select Try(calls, human, machine, quiet);
        foreach (var line in grid.OrderBy(g => g.Cost).Take(25))
        {
            Console.WriteLine(line);
        }
    }

    private static List<Point> Trace(Recording recording)
    {
        List<Point> points = [];
        AnswerDetector? detector = null;
        detector = new AnswerDetector
        {
            OnlyEvaluates = true,
            Evaluated = (inputs, p) => points.Add(new(detector!.Elapsed, p, inputs[Array.IndexOf(AnswerFeatures.Names, "is_speaking")] > 0, inputs[Array.IndexOf(AnswerFeatures.Names, "silence")])),
        };
        Prediction.Of(recording, detector);
        return points;
    }

    private static Result Try(List<(Recording Recording, List<Point> Points)> calls, double human, double machine, double quiet)
    {
        var (cost, humansLost, machinesGreeted, humans, machines) = (0.0, 0, 0, 0, 0);
        List<double> delays = [];
        foreach (var (recording, points) in calls)
        {
            var first = points.FirstOrDefault(p => p.Probability <= machine || (p.Probability >= human && !p.Talks && p.Silence >= quiet - 1e-3));
            if (recording.IsHuman)
            {
                humans++;
                var lost = first is not null && first.Probability <= machine;
                humansLost += lost ? 1 : 0;
                var delay = first is null ? 5 : Math.Max((first.At - recording.Ideal).TotalSeconds, 0);
                cost += lost ? HumanLost : delay;
                if (!lost && first is not null)
                {
                    delays.Add(delay);
                }
            }
            else
            {
                machines++;
                var greeted = first is not null && first.Probability > machine;
                machinesGreeted += greeted ? 1 : 0;
                cost += greeted ? MachineGreeted : 0;
            }
        }

        delays.Sort();
        return new(cost / calls.Count, human, machine, quiet, (double)humansLost / humans, (double)machinesGreeted / machines, delays[delays.Count / 2]);
    }

    private sealed record Result(double Cost, double Human, double Machine, double Quiet, double HumansLost, double MachinesGreeted, double MedianDelay);
}
