using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Parley.Agents.Tools;

namespace Parley.Agents.Turns;

/// <summary>Words that a chat model thinks of while they are spoken.</summary>
/// <param name="client">The model.</param>
/// <param name="history">The conversation so far.</param>
/// <param name="options">Instructions, tools and the like.</param>
internal sealed class ChatReply(IChatClient client, IReadOnlyList<ChatMessage> history, ChatOptions? options) : ITurnText
{
    private readonly Lock _gate = new();
    private readonly List<ChatResponseUpdate> _updates = [];
    private ToolRound? _round;

    /// <summary>The functions that the conversation runs, by name.</summary>
    public IReadOnlyDictionary<string, CallTool> Tools { get; init; } = new Dictionary<string, CallTool>();

    /// <summary>Is told of the functions that the model has called and its client has not run.</summary>
    public Action<ToolRound>? Asks { get; init; }

    /// <summary>All words so far, said or not.</summary>
    public string Thought
    {
        get
        {
            lock (_gate)
            {
                return string.Concat(_updates.Select(update => update.Text));
            }
        }
    }

    public async IAsyncEnumerable<string> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var update in client.GetStreamingResponseAsync(history, options, cancellationToken))
        {
            lock (_gate)
            {
                _updates.Add(update);
            }

            if (update.Text.Length > 0)
            {
                yield return update.Text;
            }
        }

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
        AIContent[] contents;
        lock (_gate)
        {
            contents = [.. _updates.SelectMany(update => update.Contents)];
        }

        var done = contents.OfType<FunctionResultContent>().Select(result => result.CallId).ToHashSet();
        ToolRun[] runs = [.. contents.OfType<FunctionCallContent>().Where(call => done.Add(call.CallId)).Select(call => new ToolRun(call, Tools.GetValueOrDefault(call.Name)))];
        return runs.Length > 0 ? new(runs) : null;
    }

    /// <summary>Tool calls that have their result, then the words that were said; what was only thought of is forgotten.</summary>
    public IEnumerable<ChatMessage> ToHistory(string spoken)
    {
        ChatResponseUpdate[] updates;
        lock (_gate)
        {
            updates = [.. _updates];
        }

        var messages = updates.ToChatResponse().Messages;
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
}
