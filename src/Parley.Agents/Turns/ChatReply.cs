using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents.Tools;

namespace Parley.Agents.Turns;

/// <summary>Words that a chat model thinks of while they are spoken.</summary>
/// <param name="client">The model.</param>
/// <param name="history">The conversation so far.</param>
/// <param name="options">Instructions, tools and the like.</param>
/// <param name="isDraft">
/// Whether it is begun before it is certain that it will be said. Until it is, the model is only told of its tools: if it wants one, it is asked again, with
/// tools that it may call, once the reply is wanted.
/// </param>
internal sealed class ChatReply(IChatClient client, IReadOnlyList<ChatMessage> history, ChatOptions? options, bool isDraft = false) : ITurnText
{
    private readonly Lock _gate = new();
    private readonly List<ChatResponseUpdate> _updates = [];
    private readonly TaskCompletionSource _wanted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ToolRound? _round;
    private int _calls;
    private int _results;

    /// <summary>Whether the model has called a tool and waits for its result.</summary>
    public bool IsCallingTool => Volatile.Read(ref _calls) > Volatile.Read(ref _results);

    /// <summary>How many tools it has called.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>It will be said.</summary>
    public void Want() => _wanted.TrySetResult();

    /// <summary>The other side's words that it answers, if it answers any.</summary>
    public string? Question { get; } = history is [.., { } last] && last.Role == ChatRole.User ? last.Text : null;
    /// <summary>The functions that the conversation runs, by name.</summary>
    public IReadOnlyDictionary<string, CallTool> Tools { get; init; } = new Dictionary<string, CallTool>();

    /// <summary>Is told of the functions that the model has called and its client has not run.</summary>
    public Action<ToolRound>? Asks { get; init; }

    /// <summary>All words so far, said or not.</summary>
    public string Thought
    {
        get
        {
            return string.Concat(Updates().Select(update => update.Text));
        }
    }

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var asked = history;
        if (isDraft)
        {
            var wantsTool = false;
            await foreach (var update in client.GetStreamingResponseAsync(history, WithoutCalls(options), cancellationToken))
            {
                wantsTool = update.Contents.Any(content => content is FunctionCallContent);
                if (wantsTool)
                {
                    break;
                }

                Keep(update);
                if (update.Text.Length > 0)
                {
                    yield return update.Text;
                }
            }

            if (!wantsTool)
            {
                yield break;
            }

            yield return "\n";
            await using var registration = cancellationToken.UnsafeRegister(static (wanted, token) => ((TaskCompletionSource)wanted!).TrySetCanceled(token), _wanted);
            await _wanted.Task;
            asked = [.. history, .. Updates().ToChatResponse().Messages];
        }

        await foreach (var update in client.GetStreamingResponseAsync(asked, options, cancellationToken))
        {
            Keep(update);
            if (update.Text.Length > 0)
            {
                yield return update.Text;
            }

            foreach (var content in update.Contents)
            {
                if (content is FunctionCallContent)
                {
                    Volatile.Write(ref _calls, _calls + 1);
                    yield return "\n"; // What was said so far is a sentence: the tool may take its time.
                }
                else if (content is FunctionResultContent)
                {
                    Volatile.Write(ref _results, _results + 1);
                }
            }
        }

        Volatile.Write(ref _results, _calls); // Those without a result are not the client's.
        if (Asks is not null && TakeCalls() is { } round)
        {
            Volatile.Write(ref _round, round);
            Asks(round);
        }
    }

    /// <summary>The turn is over before all was said: functions that were called by then are not run.</summary>
    public void Abandon() => Volatile.Read(ref _round)?.Abandon();

    private ToolRound? TakeCalls()
    {
        AIContent[] contents = [.. Updates().SelectMany(update => update.Contents)];
        var done = contents.OfType<FunctionResultContent>().Select(result => result.CallId).ToHashSet();
        ToolRun[] runs = [.. contents.OfType<FunctionCallContent>().Where(call => done.Add(call.CallId)).Select(call => new ToolRun(call, Tools.GetValueOrDefault(call.Name)))];
        return runs.Length > 0 ? new(runs) : null;
    }

    /// <summary>Tool calls that have their result, then the words that were said; what was only thought of is forgotten.</summary>
    public IEnumerable<ChatMessage> ToHistory(string spoken)
    {
        var messages = Updates().ToChatResponse().Messages;
        var results = messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>();
        var finished = results.Select(result => result.CallId).ToHashSet();
        foreach (var message in messages)
        {
            List<AIContent> tools = [.. message.Contents.Where(content => content switch
            {
                FunctionCallContent call => finished.Contains(call.CallId),
                FunctionResultContent => true,
                _ => false,
            })];
            if (tools.Count > 0)
            {
                yield return new(message.Role, tools);
            }
        }

        if (spoken.Length > 0)
        {
            yield return new(ChatRole.Assistant, spoken);
        }

        foreach (var message in Volatile.Read(ref _round)?.ToHistory() ?? [])
        {
            yield return message;
        }
    }

    /// <summary>The model knows its tools, but nobody calls them.</summary>
    private static ChatOptions? WithoutCalls(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return options;
        }

        var result = options.Clone();
        result.Tools = [.. tools.Select(tool => tool is AIFunction function ? function.AsDeclarationOnly() : tool)];
        return result;
    }

    private void Keep(ChatResponseUpdate update)
    {
        lock (_gate)
        {
            _updates.Add(update);
        }
    }

    private ChatResponseUpdate[] Updates()
    {
        lock (_gate)
        {
            return [.. _updates];
        }
    }
}
