using System.Globalization;
using Parley.Benchmarks.Calls;
using Parley.Benchmarks.Legs;

namespace Parley.Benchmarks.Conversations;

/// <summary>
/// Whole agent calls in real time over UDP on this machine, with a recogniser, a model and a voice whose delays are fixed; the callees are a process of their own. What a
/// call costs on the agent's side, how evenly its packets leave, how soon it is silent when somebody speaks into its turn, what Parley adds to the wait for an answer.
/// </summary>
internal static class ConversationSpeed
{
    private const int GreetEvery = 10;

    /// <summary>Runs <c>conversations [calls] [seconds]</c>, or without arguments the figures of the documentation.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["callees"])
        {
            return await Callees.RunAsync();
        }

        var (steps, seconds) = arguments is [var calls, var duration]
            ? (calls.Split(',').Select(Number).ToArray(), Number(duration))
            : ([50, 200, 350, 500], 15);
        await EchoFloor.MeasureAsync(steps[^1], warmUpSeconds: 3, seconds: 10);
        using var callees = Processes.StartSelf("conversations", "callees");
        var port = Number((await callees.StandardOutput.ReadLineAsync())!);
        await using var run = new ConversationRun(callees, port);
        await run.WarmUpAsync();
        var results = new List<IReadOnlyList<(string Name, string Value)>>();
        foreach (var count in steps)
        {
            results.Add(await run.MeasureAsync(count, seconds));
        }

        Print(results);

        callees.StandardInput.Close();
        await callees.WaitForExitAsync();
        return results.All(result => result[^1].Value == "0") ? 0 : 1;
    }

    /// <summary>Whether a call is one of those in which the agent speaks first.</summary>
    public static bool GreetsAtOnce(int call) => call % GreetEvery == 0;

    private static void Print(List<IReadOnlyList<(string Name, string Value)>> results)
    {
        for (var row = 0; row < results[0].Count; row++)
        {
            Console.WriteLine($"| {results[0][row].Name} | {string.Join(" | ", results.Select(result => result[row].Value))} |");
            if (row == 0)
            {
                Console.WriteLine($"| --- |{string.Concat(Enumerable.Repeat(" ---: |", results.Count))}");
            }
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
