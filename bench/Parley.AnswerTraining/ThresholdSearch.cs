using System.Globalization;
using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>
/// Finds the thresholds of the detector on calls that the model had not seen: the most first verdicts that are right, within what a person may
/// wait and how many people may be lost. Tries changes of one to three thresholds by chance, four times from the same start; deterministic.
/// </summary>
internal static class ThresholdSearch
{
    private const int Starts = 4;
    private const int Tries = 700;
    private const int WideTries = 250;

    private const double MostMedianDelay = 0.325;

    private static readonly double[] s_humanSteps = [0.5, 0.6, 0.7, 0.78, 0.82, 0.84, 0.86, 0.88, 0.9, 0.91, 0.92, 0.93, 0.94, 0.95, 0.96, 0.97, 0.98];
    private static readonly double[] s_laxSteps = [0.3, 0.4, 0.5, 0.6, 0.7, 0.78];
    private static readonly double[] s_quietSteps = [1.4, 1.5, 1.6, 1.7, 1.8, 1.9, 2];
    private static readonly double[] s_recordedSteps = [0.005, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.05, 0.06, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3];

    private static readonly int s_talks = Input("is_speaking");
    private static readonly int s_quiet = Input("silence");
    private static readonly int s_speech = Input("log_speech");
    private static readonly int s_words = Input("words");
    private static readonly int s_wordsAfter = Input("words_after");
    private static readonly int s_question = Input("word_question");
    private static readonly int s_recorded = Input("word_recorded");

    /// <summary>Prints those that ship and the best that were found, with what they come to in each corpus.</summary>
    /// <param name="corpora">Calls that bear the probabilities of a model which had not seen them.</param>
    public static void Print(IReadOnlyList<(string Name, List<Call> Calls)> corpora)
    {
        foreach (var hasWords in new[] { false, true })
        {
            var sets = corpora.Select(c => (c.Name, Calls: c.Calls.Where(call => call.HasWords == hasWords && call.IsVoice).ToArray())).ToArray();
            var shipped = AnswerThresholds.Of(AnswerProfile.Balanced, hasWords);
            Print(hasWords ? "with words, as shipped" : "sound alone, as shipped", shipped, sets);
            Print("best", Best(shipped, [.. sets.Select(s => s.Calls)], hasWords), sets);
        }
    }

    private static void Print(string title, AnswerThresholds thresholds, (string Name, Call[] Calls)[] sets)
    {
        Console.WriteLine($"{title}: {thresholds}");
        foreach (var (name, calls) in sets)
        {
            var f = Measure(calls, thresholds);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"    {name}: right {f.Right:P1}, people lost {f.Lost:P1}, other recordings greeted {f.OthersGreeted:P1}, delay {f.Median * 1000:F0} ms, 95 % {f.Delay95 * 1000:F0} ms"));
        }
    }

    private static AnswerThresholds Best(AnswerThresholds shipped, Call[][] sets, bool hasWords)
    {
        var results = new (double Worth, AnswerThresholds Thresholds)[Starts];
        Parallel.For(0, Starts, new ParallelOptions { MaxDegreeOfParallelism = 2 }, start =>
        {
            var random = new Random(start);
            var best = (Worth: Worth(sets, shipped, hasWords), Thresholds: shipped);
            for (var i = 0; i < Tries; i++)
            {
                var thresholds = best.Thresholds;
                for (var changes = random.Next(1, 4); changes > 0; changes--)
                {
                    thresholds = Change(thresholds, random, isWide: i < WideTries);
                }

                var worth = Worth(sets, thresholds, hasWords);
                best = worth > best.Worth ? (worth, thresholds) : best;
            }

            results[start] = best;
        });
        return results.MaxBy(r => r.Worth).Thresholds;
    }

    private static AnswerThresholds Change(AnswerThresholds t, Random random, bool isWide)
    {
        return random.Next(11) switch
        {
            0 => t with { FirstHuman = Other(s_humanSteps, t.FirstHuman) },
            1 => t with { PauseHuman = Other(s_humanSteps, t.PauseHuman) },
            2 => t with { LateHuman = Other(s_humanSteps, t.LateHuman) },
            3 => t with { LaxHuman = Other(s_laxSteps, t.LaxHuman) },
            4 => t with { LongestQuiet = Other(s_quietSteps, t.LongestQuiet) },
            5 => t with { AwaitingFirstHuman = Other(s_humanSteps, t.AwaitingFirstHuman) },
            6 => t with { AwaitingHuman = Other(s_humanSteps, t.AwaitingHuman) },
            7 => t with { Machine = Other(s_recordedSteps, t.Machine) },
            8 => t with { LongTalkMachine = Other(s_recordedSteps, t.LongTalkMachine) },
            9 => t with { QuietMachine = Other(s_recordedSteps, t.QuietMachine) },
            _ => t with { Even = Other(s_recordedSteps, t.Even) },
        };

        double Other(double[] steps, double value)
        {
            var at = Math.Max(0, Array.FindIndex(steps, s => s >= value - 1e-9));
            return steps[isWide ? random.Next(steps.Length) : Math.Clamp(at + random.Next(-3, 4), 0, steps.Length - 1)];
        }
    }

    private static double Worth(Call[][] sets, AnswerThresholds thresholds, bool hasWords)
    {
        var (mostLost, mostDelay95) = hasWords ? (0.006, 1.05) : (0.012, 1.25);
        return sets.Average(set =>
        {
            var f = Measure(set, thresholds);
            return f.Right - (0.12 * f.OthersGreeted) - ((hasWords ? 1.2 : 0.8) * f.Lost)
                - (4 * Math.Max(0, f.Lost - mostLost)) - (2 * Math.Max(0, f.Median - MostMedianDelay)) - (0.3 * Math.Max(0, f.Delay95 - mostDelay95));
        });
    }

    private static Figures Measure(Call[] calls, AnswerThresholds thresholds)
    {
        var (right, lost, humans, machines, greeted, others) = (0, 0, 0, 0, 0, 0);
        List<double> delays = [];
        foreach (var call in calls)
        {
            var (verdict, at) = First(call, thresholds);
            switch (call.Recording.Label)
            {
                case "human":
                    humans++;
                    lost += verdict is false ? 1 : 0;
                    if (verdict is true)
                    {
                        right++;
                        delays.Add((at - call.Recording.Ideal).TotalSeconds);
                    }

                    break;
                case "machine":
                    machines++;
                    right += verdict is true ? 0 : 1;    // what is open still when the beep comes is told by it
                    break;
                default:
                    others++;
                    greeted += verdict is true ? 1 : 0;
                    break;
            }
        }

        delays.Sort();
        return delays.Count == 0 ? new(0, 0, 0, 9, 9) : new(
            (double)right / (humans + machines), (double)lost / humans, (double)greeted / Math.Max(others, 1), delays[delays.Count / 2], delays[(int)(delays.Count * 0.95)]);
    }

    private static (bool? Verdict, TimeSpan At) First(Call call, AnswerThresholds thresholds)
    {
        foreach (var point in call.Points.Where(p => p.Talk >= 0.5))
        {
            var (talks, quiet, speech) = (point.Inputs[s_talks] > 0, point.Inputs[s_quiet], Math.Exp(point.Inputs[s_speech]) - 0.1);
            var awaits = call.HasWords && (point.Inputs[s_words] == 0 || point.Inputs[s_wordsAfter] < 0);
            if (!talks && point.Person >= thresholds.Human(quiet, awaits) && speech >= 0.12)
            {
                return (true, point.At);
            }

            var isVetoed = point.Inputs[s_question] >= 1 && point.Inputs[s_question] >= point.Inputs[s_recorded];
            if (!isVetoed && point.Person <= thresholds.Recorded(quiet, speech))
            {
                return (false, point.At);
            }
        }

        return (null, call.Recording.Length);
    }

    private static int Input(string name) => Array.IndexOf(AnswerFeatures.Names, name);

    private sealed record Figures(double Right, double Lost, double OthersGreeted, double Median, double Delay95);
}
