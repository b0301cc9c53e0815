using Parley.Audio;

namespace Parley.Agents;

/// <summary>Sound without a conversation, for agents that hear and speak by means of their own.</summary>
public abstract partial class AgentSession
{
    /// <summary>Plugs a port into the room: what it reads is heard there, and it is written what is to be heard, at the room's pace of 20 ms.</summary>
    /// <param name="port">The agent's ear and mouth; the room fits its rate.</param>
    /// <param name="participantId">A participant, for a line that only this one and the agent share; <see langword="null"/> for the whole room.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>Unplugs the port when disposed; <see langword="null"/> when the participant is not in the room.</returns>
    public Task<IAsyncDisposable?> OpenLineAsync(IAudioPort port, string? participantId, CancellationToken cancellationToken = default) =>
        _transport.OpenLineAsync(port, participantId, cancellationToken);
}
