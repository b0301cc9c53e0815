using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Always has a few sentences to say, no two of which are the same, and takes its time for each.</summary>
internal sealed class EndlessChat(Random random, TimeProvider time, Func<string> next) : IChatClient
{
    public int Running { get; private set; }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Running++;
        try
        {
            for (var sentence = random.Next(1, 4); sentence > 0; sentence--)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1, 400)), time, cancellationToken);
                yield return new(ChatRole.Assistant, next() + "\n");
            }
        }
        finally
        {
            Running--;
        }
    }

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
