using System.Text.Json;

namespace Parley.Agents;

/// <summary>
/// A voice agent: what happens on one call. The host makes one instance per session, in a dependency-injection scope of its own,
/// so fields belong to one session and constructor parameters come from the container.
/// </summary>
/// <typeparam name="TBody">What the caller of the start request sends as <c>body</c>.</typeparam>
public interface IVoiceAgent<TBody>
{
    /// <summary>
    /// Runs the session from start to end: register handlers, then await <see cref="AgentSession.RunAsync"/>.
    /// Returning ends the session; throwing ends it with the exception's text as its reason.
    /// </summary>
    /// <param name="session">The session; not joined to its room yet.</param>
    /// <param name="cancellationToken">Cancelled when the host stops the session.</param>
    Task RunAsync(AgentSession<TBody> session, CancellationToken cancellationToken);
}

/// <summary>A voice agent that reads its start body by itself, as JSON.</summary>
public interface IVoiceAgent : IVoiceAgent<JsonElement>;
