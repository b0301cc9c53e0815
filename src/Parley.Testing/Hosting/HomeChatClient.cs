using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Testing.Hosting;

/// <summary>
/// A chat client in virtual time. The middleware of Microsoft.Extensions.AI awaits without coming home to its context, which on the scheduler's thread would mean the
/// thread pool. So the clients below run with no context at all, where continuations simply go on; only what the agent is given, and its own functions, come home.
/// </summary>
internal sealed class HomeChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var (context, own) = (SynchronizationContext.Current, AtHome(options));
        return WithoutContextAsync(() => new ValueTask<ChatResponse>(base.GetResponseAsync(messages, own, cancellationToken)), context);
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var context = SynchronizationContext.Current;
        var updates = base.GetStreamingResponseAsync(messages, AtHome(options), cancellationToken).GetAsyncEnumerator(cancellationToken);
        try
        {
            while (await WithoutContextAsync(updates.MoveNextAsync, context))
            {
                yield return updates.Current;
            }
        }
        finally
        {
            await WithoutContextAsync(
                async () =>
                {
                    await updates.DisposeAsync();
                    return true;
                },
                context);
        }
    }

    /// <summary>Begins something without a context; whoever awaits the result comes home by itself.</summary>
    private static Task<T> WithoutContextAsync<T>(Func<ValueTask<T>> begin, SynchronizationContext? context)
    {
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return begin().AsTask();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private static ChatOptions? AtHome(ChatOptions? options)
    {
        if (SynchronizationContext.Current is not { } home || options?.Tools is not { Count: > 0 } tools)
        {
            return options;
        }

        var own = options.Clone();
        own.Tools = [.. tools.Select(tool => tool is AIFunction function ? new HomeFunction(function, home) : tool)];
        return own;
    }

    /// <summary>A function of the agent's, run in the agent's own context.</summary>
    private sealed class HomeFunction(AIFunction inner, SynchronizationContext home) : DelegatingAIFunction(inner)
    {
        protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken)
        {
            var result = new TaskCompletionSource<object?>();
            home.Post(_ => Finish(InvokeAtHomeAsync(arguments, cancellationToken), result), null);
            return new(result.Task);
        }

        private async Task<object?> InvokeAtHomeAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
            await base.InvokeCoreAsync(arguments, cancellationToken);

        private void Finish(Task<object?> invoked, TaskCompletionSource<object?> result)
        {
            if (invoked.IsCompleted)
            {
                // Told without a context, so that the client goes on here and now.
                SynchronizationContext.SetSynchronizationContext(null);
                result.SetFromTask(invoked);
                SynchronizationContext.SetSynchronizationContext(home);
            }
            else
            {
                invoked.GetAwaiter().OnCompleted(() => Finish(invoked, result));
            }
        }
    }
}
