namespace Parley.Agents;

/// <summary>
/// A model that hears and speaks by itself, in place of recogniser, chat model and voice. One instance may serve many conversations at once; each has a session
/// of its own.
/// </summary>
public interface ISpeechToSpeech
{
    /// <summary>Connects and sets the session up. Whoever gets it disposes it, which hangs up.</summary>
    /// <param name="setup">Instructions, tools and the line's rate.</param>
    /// <param name="cancellationToken">Cancelled when the call is over before.</param>
    /// <exception cref="Exception">There is no session to be had: a wrong key, no credit, nobody there. The message says what to do about it; what passes was tried again already.</exception>
    Task<ISpeechToSpeechSession> OpenAsync(SpeechToSpeechSetup setup, CancellationToken cancellationToken);
}
