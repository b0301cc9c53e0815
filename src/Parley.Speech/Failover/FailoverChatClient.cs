using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Parley.Speech.Failover;

/// <summary>
/// Chat models in order of preference. When one fails, the next answers; in the middle of an answer, it is told what was said and goes on from there. An answer that had
/// called a tool by then is not repeated, so that nothing is done twice: it fails.
/// </summary>
internal sealed class FailoverChatClient(FailoverChain<IChatClient> chain) : IChatClient
{
    /// <summary>The models, best first.</summary>
    public IReadOnlyList<(string Name, IChatClient Engine)> Engines => [.. chain.Links.Select(link => (link.Name, link.Engine))];

    /// <inheritdoc/>
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var asked = messages as IList<ChatMessage> ?? [.. messages];
        FailoverAttempt<IChatClient>? failed = null;
        foreach (var attempt in chain.Attempts(cancellationToken))
        {
            using var _ = attempt;
            if (failed is not null)
            {
                chain.Switch(failed, attempt, isInTheMiddle: false);
            }

            try
            {
                attempt.Expect();
                var response = await attempt.Link.Engine.GetResponseAsync(asked, For(attempt, options), attempt.Token);
                chain.Succeed(attempt);
                return response;
            }
            catch (Exception exception) when (attempt.Fails(exception))
            {
                failed = attempt;
            }
        }

        throw failed!.Failure!;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var asked = messages as IList<ChatMessage> ?? [.. messages];
        var said = "";
        FailoverAttempt<IChatClient>? failed = null;
        foreach (var attempt in chain.Attempts(cancellationToken))
        {
            using var _ = attempt;
            if (failed is not null)
            {
                chain.Switch(failed, attempt, said.Length > 0);
            }

            var hasActed = false;
            attempt.Expect();
            await using var updates = attempt.Link.Engine
                .GetStreamingResponseAsync(said.Length > 0 ? GoOn(asked, said) : asked, For(attempt, options), attempt.Token)
                .GetAsyncEnumerator(attempt.Token);
            while (await NextAsync(updates, attempt) is { } update)
            {
                attempt.Answered();
                said += update.Text;
                hasActed |= update.Contents.Any(content => content is FunctionCallContent);
                yield return update;
            }

            if (attempt.Failure is null)
            {
                chain.Succeed(attempt);
                yield break;
            }

            failed = attempt;
            if (hasActed)
            {
                break;
            }
        }

        throw failed!.Failure!;
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        return serviceKey is null && serviceType.IsInstanceOfType(this) ? this : chain.Links[0].Engine.GetService(serviceType, serviceKey);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var link in chain.Links)
        {
            link.Engine.Dispose();
        }
    }

    /// <summary>The conversation with what was said of the answer so far, and the wish to go on.</summary>
    private static List<ChatMessage> GoOn(IEnumerable<ChatMessage> asked, string said) =>
    [
        .. asked,
        new(ChatRole.Assistant, said),
        new(ChatRole.System, "Your last answer broke off there, in the middle. Go on with its next word. Repeat nothing of it, and do not mention the break."),
    ];

    /// <summary>A model's name is the first engine's; others answer with the model of their own settings.</summary>
    private static ChatOptions? For(FailoverAttempt<IChatClient> attempt, ChatOptions? options)
    {
        if (attempt.Link.IsFirst || options?.ModelId is null)
        {
            return options;
        }

        var own = options.Clone();
        own.ModelId = null;
        return own;
    }

    private static async ValueTask<ChatResponseUpdate?> NextAsync(IAsyncEnumerator<ChatResponseUpdate> updates, FailoverAttempt<IChatClient> attempt)
    {
        try
        {
            return await updates.MoveNextAsync() ? updates.Current : null;
        }
        catch (Exception exception) when (attempt.Fails(exception))
        {
            return null;
        }
    }
}
