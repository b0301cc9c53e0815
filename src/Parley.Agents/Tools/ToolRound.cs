using Microsoft.Extensions.AI;

namespace Parley.Agents.Tools;

/// <summary>The function calls of one answer of the model, which are run one after the other.</summary>
/// <param name="runs">In the model's order; not empty.</param>
internal sealed class ToolRound(IReadOnlyList<ToolRun> runs)
{
    public IReadOnlyList<ToolRun> Runs => runs;

    /// <summary>Whether the answer was cut before anything was run.</summary>
    public bool IsAbandoned { get; private set; }

    public bool IsBegun { get; set; }

    /// <summary>Whether the model is to be asked again with the results.</summary>
    public bool IsAnswered => runs.Any(run => run.Options.IsAnswered);

    /// <summary>The answer was cut: what has not begun will not.</summary>
    public void Abandon()
    {
        if (!IsBegun)
        {
            IsAbandoned = true;
            foreach (var run in runs)
            {
                run.Finish(new(FunctionCallEnding.Cancelled, "Not begun: the other side spoke."));
            }
        }
    }

    /// <summary>The other side spoke.</summary>
    public void BargeIn()
    {
        foreach (var run in runs.Where(run => !run.IsOver && run.Options.OnBargeIn is ToolOnBargeIn.Cancel))
        {
            run.Cancel();
        }
    }

    /// <summary>The conversation is over.</summary>
    public void End()
    {
        foreach (var run in runs)
        {
            run.Cancel();
        }
    }

    /// <summary>Calls and results: well-formed at any moment.</summary>
    public IEnumerable<ChatMessage> ToHistory() =>
    [
        new(ChatRole.Assistant, [.. runs.Select(run => run.Call)]),
        new(ChatRole.Tool, [.. runs.Select(run => run.Result)]),
    ];
}
