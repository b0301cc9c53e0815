namespace Parley.Agents.Turns;

/// <summary>Listens to a call leg from its answer on and says who it is.</summary>
internal interface IAnswerListener
{
    /// <summary>Takes the next 20 ms heard.</summary>
    /// <param name="frame">Samples at the line's rate.</param>
    /// <param name="botSpeaks">Whether the bot was audible meanwhile.</param>
    /// <returns>What there is to tell, usually nothing; valid until the next call.</returns>
    IReadOnlyList<ConversationEvent> Hear(ReadOnlySpan<short> frame, bool botSpeaks);
}
