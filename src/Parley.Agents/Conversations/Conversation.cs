namespace Parley.Agents;

/// <summary>
/// A spoken conversation with one participant, on a private line, or with the whole room. It listens, takes turns, lets itself be interrupted, and
/// reports what was said as events of its session. All members may be called from any task.
/// </summary>
public sealed class Conversation
{
    private readonly AgentSession _session;

    internal Conversation(AgentSession session, string? participantId, ConversationBuilder builder)
    {
        _session = session;
        ParticipantId = participantId;
        session.Add(this);
    }

    /// <summary>Whom the conversation is with; <see langword="null"/> for the whole room.</summary>
    public string? ParticipantId { get; }

    /// <summary>Completes when the conversation is over, for whatever reason; never faults.</summary>
    public Task Completion => throw new NotImplementedException();

    /// <summary>Opens the line and begins. Starting a conversation whose participant has left is harmless.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Says a text after what is already queued. Returns once queued.</summary>
    public Task SayAsync(string text, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Says a text and waits until its last sample went into the room.</summary>
    /// <returns><see langword="false"/> when it was interrupted, or the conversation ended before.</returns>
    public Task<bool> SayAndWaitAsync(string text, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>
    /// Ends the call politely: says <paramref name="goodbye"/>, which cannot be interrupted, to its last sample, then hangs up (the participant's leg, or the room).
    /// Returns once queued; <see cref="Completion"/> tells the end.
    /// </summary>
    public Task EndAsync(string? goodbye = null, CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>Ends the conversation at once, without a word.</summary>
    internal Task Abort(string reason) => throw new NotImplementedException();
}
