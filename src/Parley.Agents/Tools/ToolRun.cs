using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Tools;

/// <summary>One function call of the model's, with the result that the history has for it from the first moment on. Owned by the conversation's task.</summary>
/// <param name="call">What the model asked for.</param>
/// <param name="tool">What is run; <see langword="null"/> when there is no such function.</param>
internal sealed class ToolRun(FunctionCallContent call, CallTool? tool)
{
    /// <summary>How arguments and results are written.</summary>
    public static JsonSerializerOptions Json { get; } = new(AIJsonUtilities.DefaultOptions) { WriteIndented = false };

    private readonly Lock _gate = new();
    private Action? _stop;

    public FunctionCallContent Call => call;

    public ToolOptions Options { get; } = tool?.Options ?? new();

    /// <summary>What the history says of it now.</summary>
    public FunctionResultContent Result { get; } = new(call.CallId, "Still running.");

    public bool IsOver { get; private set; }

    public bool IsCancelled { get; private set; }

    /// <summary>Stops it, or keeps it from being begun.</summary>
    public void Cancel()
    {
        Action? stop;
        lock (_gate)
        {
            (stop, IsCancelled) = (_stop, true);
        }

        stop?.Invoke();
    }

    public void Finish(ToolOutcome outcome) => (Result.Result, IsOver) = (outcome.Text, true);

    /// <summary>Runs it to its end. Whatever goes wrong is a result.</summary>
    public async Task<ToolOutcome> RunAsync(TimeProvider time)
    {
        if (tool is null)
        {
            return new(FunctionCallEnding.Failed, $"There is no function '{call.Name}'.");
        }

        using var limit = new CancellationTokenSource(Options.TimeLimit, time);
        var stop = new CancellationTokenSource(); // Holds nothing; who cancels it may do so when all is over.
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop.Token);
        lock (_gate)
        {
            if (IsCancelled)
            {
                return new(FunctionCallEnding.Cancelled, "Not begun: the other side spoke.");
            }

            _stop = stop.Cancel;
        }

        try
        {
            return new(FunctionCallEnding.Completed, Write(await InvokeAsync(tool.Function, both.Token).UntilAsync(both.Token)));
        }
        catch (OperationCanceledException) when (IsCancelled)
        {
            return new(FunctionCallEnding.Cancelled, "Cancelled: the other side spoke. It may have been carried out in part.");
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return new(FunctionCallEnding.TimedOut, $"Error: it did not finish within {Options.TimeLimit.TotalSeconds:0.#} seconds.");
        }
#pragma warning disable CA1031 // What a function throws is for the model to deal with, as a person at a desk would.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return new(FunctionCallEnding.Failed, $"Error: {exception.Message}") { Exception = exception };
        }
    }

    // A task of its own, that ends where the function does: ValueTask.AsTask may go on on the thread pool.
    private async Task<object?> InvokeAsync(AIFunction function, CancellationToken cancellationToken) => await function.InvokeAsync(new(call.Arguments), cancellationToken);

    private static string Write(object? result) => result switch
    {
        null => "Done.",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement { ValueKind: JsonValueKind.Null } => "Done.",
        JsonElement json => json.GetRawText(),
        _ => JsonSerializer.Serialize(result, Json),
    };
}

/// <summary>How a function call went.</summary>
/// <param name="Ending">In a word.</param>
/// <param name="Text">As the model is told.</param>
internal sealed record ToolOutcome(FunctionCallEnding Ending, string Text)
{
    /// <summary>What it threw.</summary>
    public Exception? Exception { get; init; }
}
