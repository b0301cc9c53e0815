using System.Globalization;
using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>
/// Finds the thresholds of the detector at the least cost, on probabilities of models that had not seen the calls: a person taken for a machine
/// costs 20, a machine taken for a person 3 (a beep repairs it), each second of dead air 1, and no verdict at all 3.
/// </summary>
internal static class ThresholdSearch
{
    private const double HumanLost = 20;
    private const double MachineGreeted = 3;
    private const double Undecided = 3;

    private static readonly double[] s_humanGrid = [0.85, 0.9, 0.93];
    private static readonly double[] s_quietGrid = [0.3, 0.5, 0.7];
    private static readonly double[] s_machineQuietGrid = [0.8];
    private static readonly double[] s_laxHumanGrid = [0.3, 0.45];
    private static readonly double[] s_machineGrid = [0.03, 0.06];
    private static readonly double[] s_laxMachineGrid = [0.08, 0.15, 0.25];
    private static readonly double[] s_longTalkGrid = [0.06, 0.12];

    private static readonly int s_talks = Array.IndexOf(AnswerFeatures.Names, "is_speaking");
    private static readonly int s_quiet = Array.IndexOf(AnswerFeatures.Names, "silence");
    private static readonly int s_speech = Array.IndexOf(AnswerFeatures.Names, "log_speech");

    /// <summary>Prints the best settings.</summary>
    public static void Print(IReadOnlyList<Call> calls)
    {
        var voices = calls.Where(c => c.Recording.IsHuman || c.Recording.IsRecorded).ToList();
        foreach (var hasWords in new[] { false, true })
        {
            var some = voices.Where(c => c.HasWords == hasWords).ToList();
            var loss = some.Average(c => c.Points.Average(p => -Math.Log(Math.Clamp(c.Recording.IsHuman ? p.Person : 1 - p.Person, 1e-6, 1))));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(hasWords ? "with words" : "sound alone")}: log loss {loss:F4} over {some.Count} calls"));
        }

        var grid = (
            from human in s_humanGrid
            from strict in s_quietGrid
            from quiet in s_machineQuietGrid
            from laxHuman in s_laxHumanGrid
            from machine in s_machineGrid
            from laxMachine in s_laxMachineGrid
            from longTalk in s_longTalkGrid
            where laxMachine <= laxHuman && machine <= laxMachine
            select new AnswerThresholds(human, laxHuman, strict, machine, laxMachine, quiet, longTalk, human)).ToArray();
        var results = new (double Cost, string Text)[grid.Length];
        Parallel.For(0, grid.Length, i =>
        {
            var sound = Try(voices, grid[i], hasWords: false);
            var words = Try(voices, grid[i], hasWords: true);
            results[i] = (sound.Cost + words.Cost, string.Create(CultureInfo.InvariantCulture, $"{sound.Cost + words.Cost:F4} {grid[i]}\n    sound {sound}\n    words {words}"));
        });
        foreach (var (_, text) in results.OrderBy(r => r.Cost).Take(12))
        {
            Console.WriteLine(text);
        }
    }

    private static Result Try(List<Call> calls, AnswerThresholds thresholds, bool hasWords)
    {
        var (cost, lost, greeted, late, humans, machines) = (0.0, 0, 0, 0, 0, 0);
        List<double> delays = [];
        foreach (var call in calls.Where(c => c.HasWords == hasWords))
        {
            var (verdict, at) = First(call, thresholds);
            if (call.Recording.IsHuman)
            {
                humans++;
                var delay = Math.Max((at - call.Recording.Ideal).TotalSeconds, 0);
                lost += verdict is false ? 1 : 0;
                late += verdict is null ? 1 : 0;
                cost += verdict switch { false => HumanLost, null => Undecided, true => delay };
                if (verdict is true)
                {
                    delays.Add((at - call.Recording.Ideal).TotalSeconds);
                }
            }
            else
            {
                machines++;
                greeted += verdict is true ? 1 : 0;
                late += verdict is null ? 1 : 0;
                cost += verdict switch { true => MachineGreeted, null => Undecided, false => 0 };
            }
        }

        delays.Sort();
        return new(
            cost / calls.Count,
            Math.Round((double)lost / humans, 4),
            Math.Round((double)greeted / machines, 4),
            Math.Round((double)late / (humans + machines), 4),
            Math.Round(delays[delays.Count / 2], 3),
            Math.Round(delays[(int)(delays.Count * 0.95)], 3));
    }

    private static (bool? Verdict, TimeSpan At) First(Call call, AnswerThresholds thresholds)
    {
        foreach (var point in call.Points.Where(p => p.Talk >= 0.5))
        {
            var (talks, quiet, speech) = (point.Inputs[s_talks] > 0, point.Inputs[s_quiet], Math.Exp(point.Inputs[s_speech]) - 0.1);
            if (!talks && point.Person >= thresholds.Human(quiet, awaitsWords: false) && speech >= 0.12)
            {
                return (true, point.At);
            }

            if (point.Person <= thresholds.Machine(talks ? 0 : quiet, speech))
            {
                return (false, point.At);
            }
        }

        return (null, call.Recording.Length);
    }

    private sealed record Result(double Cost, double HumansLost, double MachinesGreeted, double Undecided, double MedianDelay, double Delay95);
}
