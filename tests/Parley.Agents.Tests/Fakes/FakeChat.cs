using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Agents.Tests.Fakes;

/// <summary>Answers with scripted text, piece by piece.</summary>
internal sealed class FakeChat(params string[][] replies) : IChatClient
{
    private readonly Queue<string[]> _replies = new(replies);

    /// <summary>The histories it was asked with, as "role: text" lines.</summary>
    public List<string[]> Asked { get; } = [];

    public int Running { get; private set; }

    /// <summary>Waits for this before the second piece of every reply.</summary>
    public TaskCompletionSource? Thinking { get; set; }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Asked.Add([.. messages.Select(message => $"{message.Role}: {message.Text}")]);
        Running++;
        try
        {
            if (!_replies.TryDequeue(out var pieces))
            {
                throw new InvalidOperationException("The model is out of words.");
            }

            for (var i = 0; i < pieces.Length; i++)
            {
                if (i > 0 && Thinking is { } thinking)
                {
                    await thinking.Task.WaitAsync(cancellationToken);
                }

                yield return new(ChatRole.Assistant, pieces[i]);
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
