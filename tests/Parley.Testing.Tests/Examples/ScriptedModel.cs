using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Testing.Tests.Examples;

/// <summary>A chat model for one test: what it says, and which functions it calls, follows from the messages alone.</summary>
/// <param name="answer">Answers the messages.</param>
internal sealed class ScriptedModel(Func<IReadOnlyList<ChatMessage>, IEnumerable<AIContent>> answer) : IChatClient
{
    public static TextContent Say(string text) => new(text);

    public static FunctionCallContent Call(string function, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        var given = new Dictionary<string, object?>();
        foreach (var (name, value) in arguments)
        {
            given.Add(name, value);
        }

        return new($"{function} {string.Join(' ', given.Values)}", function, given);
    }

    public static string Heard(IEnumerable<ChatMessage> messages) => messages.Last(message => message.Role == ChatRole.User).Text;

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        yield return new(ChatRole.Assistant, [.. answer([.. messages])]);
    }

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
