using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Answers with scripted contents: words, and calls of functions.</summary>
internal sealed class ToolChat(params AIContent[][] replies) : IChatClient
{
    private readonly Queue<AIContent[]> _replies = new(replies);

    /// <summary>The histories it was asked with, a line for each content.</summary>
    public List<string[]> Asked { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    public static FunctionCallContent Call(string name, string id = "1", params (string Name, object? Value)[] arguments) =>
        new(id, name, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));

    public static TextContent Say(string text) => new(text);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Options.Add(options);
        Asked.Add([.. messages.SelectMany(message => message.Contents.Select(content => content switch
        {
            FunctionCallContent call => $"{message.Role}: {call.CallId} {call.Name}",
            FunctionResultContent result => $"{message.Role}: {result.CallId} = {result.Result}",
            _ => $"{message.Role}: {content}",
        }))]);
        await Task.Yield();
        foreach (var content in _replies.TryDequeue(out var reply) ? reply : [])
        {
            yield return new(ChatRole.Assistant, [content]);
        }
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
