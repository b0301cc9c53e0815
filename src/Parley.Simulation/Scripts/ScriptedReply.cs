namespace Parley.Simulation.Scripts;

/// <summary>One thing to say. Without keywords it is said once, in its turn; with keywords whenever one of them was just heard.</summary>
/// <param name="Text">The words.</param>
public sealed record ScriptedReply(string Text)
{
    /// <summary>Words, in any case, of which one must be in what the other side said last; empty for a reply that only waits for its turn.</summary>
    public IReadOnlyList<string> Keywords { get; init; } = [];

    /// <summary>Whether the call is over once this has been said: the tool <c>end_call</c> is called, if the conversation offers it.</summary>
    public bool EndsCall { get; init; }
}
