namespace Parley.Agents;

/// <summary>What of a session's words others may see, besides its agent. The host's; one session's. Called from the session's dispatcher only, with each event in order.</summary>
public interface ISessionPrivacy
{
    /// <summary>The event as it may be shown; <see langword="null"/> when nothing of it may.</summary>
    AgentEvent? Apply(AgentEvent occurred);

    /// <summary>Whether what is said on a line just now is to be withheld, since its recording is paused.</summary>
    /// <param name="participantId">Whose line; <see langword="null"/> for the whole room.</param>
    bool Withholds(string? participantId);

    /// <summary>The words without what is not to be shown.</summary>
    string Redact(string words);
}
