using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace Parley.Simulation.Scripts;

/// <summary>
/// No model: it answers from a small script, word by word as a model would. It keeps nothing between calls; where it stands follows from the
/// messages alone, so one instance serves any number of conversations.
/// </summary>
/// <param name="script">What it says.</param>
/// <param name="time">The clock of its pace; the system's when <see langword="null"/>.</param>
public sealed partial class ScriptedChatClient(ChatScript script, TimeProvider? time = null) : IChatClient
{
    /// <summary>The tool with which a conversation lets its model hang up.</summary>
    public const string HangUpTool = "end_call";

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>How long it thinks before the first word.</summary>
    public TimeSpan ThinkingTime { get; init; } = TimeSpan.FromMilliseconds(150);

    /// <summary>How long each further word takes.</summary>
    public TimeSpan WordTime { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <inheritdoc/>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    /// <inheritdoc/>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> history = [.. messages];
        await PauseAsync(ThinkingTime, cancellationToken);
        if (history is [.., { Role: var last }] && last == ChatRole.Tool)
        {
            yield break; // told that the call ends: nothing to add
        }

        var reply = Choose(history);
        foreach (var word in Words().Matches(reply.Text).Select(match => match.Value))
        {
            yield return new(ChatRole.Assistant, word);
            await PauseAsync(WordTime, cancellationToken);
        }

        if (reply.EndsCall && options?.Tools?.Any(tool => tool.Name == HangUpTool) == true)
        {
            yield return new(ChatRole.Assistant, [new FunctionCallContent($"call-{history.Count}", HangUpTool, new Dictionary<string, object?>())]);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType?.IsInstanceOfType(this) == true ? this : null;

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing is held.
    }

    /// <summary>
    /// A pause. A <c>Task.Delay</c> that is cancelled goes on on the thread pool where nobody has a context, as below the middleware of
    /// Microsoft.Extensions.AI, and would leave virtual time; this one goes on where its timer fires or its token is cancelled.
    /// </summary>
    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var timer = _time.CreateTimer(_ => WithoutContext(() => over.TrySetResult()), null, pause, Timeout.InfiniteTimeSpan);
        await using var stop = cancellationToken.UnsafeRegister(_ => WithoutContext(() => over.TrySetCanceled(cancellationToken)), null);
        await over.Task;
    }

    private static void WithoutContext(Action complete)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            complete();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }

    private ScriptedReply Choose(IReadOnlyList<ChatMessage> history)
    {
        var heard = history.LastOrDefault(m => m.Role == ChatRole.User)?.Text ?? "";
        var said = history.Where(m => m.Role == ChatRole.Assistant).Select(m => m.Text.Trim()).ToList();
        return script.Replies.FirstOrDefault(reply => reply.Keywords.Count == 0 && !said.Any(text => IsStartOf(text, reply.Text)))
            ?? script.Replies.FirstOrDefault(reply => reply.Keywords.Any(keyword => Hears(heard, keyword)))
            ?? (said.Count(text => IsStartOf(text, script.Fallback)) < script.MaxFallbacks ? new(script.Fallback) : new(script.Farewell) { EndsCall = true });
    }

    /// <summary>Whether a text that was said, perhaps only to where it was interrupted, is that reply.</summary>
    private static bool IsStartOf(string said, string reply) => said.Length > 0 && reply.StartsWith(said, StringComparison.OrdinalIgnoreCase);

    private static bool Hears(string heard, string keyword) =>
        Regex.IsMatch(heard, $@"(?<![\w'])" + Regex.Escape(keyword) + @"(?![\w'])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    [GeneratedRegex(@"\S+\s*")]
    private static partial Regex Words();
}
