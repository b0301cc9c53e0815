using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Says a little, calls a tool that takes its time, then says how it went.</summary>
internal sealed class SlowToolChat(Task work) : IChatClient
{
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        yield return new(ChatRole.Assistant, "One moment");
        yield return new(ChatRole.Assistant, [new FunctionCallContent("call", "book")]);
        await work.WaitAsync(cancellationToken);
        yield return new(ChatRole.Tool, [new FunctionResultContent("call", "done")]);
        yield return new(ChatRole.Assistant, "Booked.");
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
