using Parley.Agents.Answering;

namespace Parley.Agents.Turns;

/// <summary>Listens to a call leg from its answer on and says who it is.</summary>
internal interface IAnswerListener
{
    /// <summary>Takes the next 20 ms heard.</summary>
    /// <param name="frame">Samples at the line's rate.</param>
    /// <param name="botSpeaks">Whether the bot was audible meanwhile.</param>
    /// <returns>What there is to tell, usually nothing; valid until the next call.</returns>
    IReadOnlyList<ConversationEvent> Hear(ReadOnlySpan<short> frame, bool botSpeaks);

    /// <summary>Takes what a recogniser makes of the words.</summary>
    /// <returns>What there is to tell; valid until the next call.</returns>
    IReadOnlyList<ConversationEvent> Hear(Transcript transcript);

    /// <summary>Takes a chat model's opinion of the words.</summary>
    /// <returns>What there is to tell; valid until the next call.</returns>
    IReadOnlyList<ConversationEvent> Hear(AnswerOpinion opinion);

    /// <summary>Takes the words on which an opinion is wanted, if one is.</summary>
    string? TakeQuestion();
}
