using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Turns;

/// <summary>Words that a chat model thinks of while they are spoken.</summary>
/// <param name="client">The model.</param>
/// <param name="history">The conversation so far.</param>
/// <param name="options">Instructions, tools and the like.</param>
internal sealed class ChatReply(IChatClient client, IReadOnlyList<ChatMessage> history, ChatOptions? options) : ITurnText
{
    private readonly Lock _gate = new();
    private readonly List<ChatResponseUpdate> _updates = [];
    private int _calls;

    /// <summary>Whether the model has called a tool and waits for its result.</summary>
    public bool IsCallingTool => Volatile.Read(ref _calls) > 0;

    /// <summary>The other side's words that it answers, if it answers any.</summary>
    public string? Question { get; } = history is [.., { } last] && last.Role == ChatRole.User ? last.Text : null;

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

            foreach (var content in update.Contents)
            {
                if (content is FunctionCallContent)
                {
                    _calls++;
                    yield return "\n"; // What was said so far is a sentence: the tool may take its time.
                }
                else if (content is FunctionResultContent)
                {
                    _calls--;
                }
            }
        }
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
    }
}
