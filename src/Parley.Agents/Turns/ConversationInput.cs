using Parley.Agents.Answering;
using Parley.Agents.Tools;

namespace Parley.Agents.Turns;

/// <summary>What reaches a conversation's owner task, besides sound.</summary>
internal abstract record ConversationInput
{
    /// <summary>Something is to be said.</summary>
    public sealed record Say(string Text, TaskCompletionSource<bool>? Played) : ConversationInput;

    /// <summary>The other side's words came as text.</summary>
    public sealed record Typed(string Text, bool RunImmediately) : ConversationInput;

    /// <summary>The call is to end, after some last words.</summary>
    public sealed record End(string? Goodbye) : ConversationInput;

    /// <summary>The model wants the call to end with what it is saying.</summary>
    public sealed record EndAfterReply : ConversationInput;

    /// <summary>The model has called functions.</summary>
    public sealed record ToolsAsked(ToolRound Round) : ConversationInput;

    /// <summary>They have their results.</summary>
    public sealed record ToolsDone(ToolRound Round) : ConversationInput;

    /// <summary>Code of the agent's begins (1) or ends (-1) something for which the other side is silent.</summary>
    public sealed record Busy(int Change) : ConversationInput;

    /// <summary>The other side is put on hold (1), where it is not answered, or taken back (-1).</summary>
    public sealed record Hold(int Change) : ConversationInput;

    /// <summary>What is being said is to stop.</summary>
    public sealed record Hush : ConversationInput;

    /// <summary>The model that speaks by itself is there.</summary>
    public sealed record ModelOpened(ISpeechToSpeechSession Session) : ConversationInput;

    /// <summary>It tells something.</summary>
    public sealed record ModelTold(ISpeechToSpeechSession Session, SpeechToSpeechEvent Event) : ConversationInput;

    /// <summary>It cannot be had.</summary>
    public sealed record ModelLost(string Message) : ConversationInput;

    /// <summary>It is to go by other instructions.</summary>
    public sealed record Instruct(string Instructions) : ConversationInput;

    /// <summary>The conversation is to end now.</summary>
    public sealed record Abort(string Reason) : ConversationInput;

    /// <summary>The other side pressed a key.</summary>
    public sealed record KeyPressed : ConversationInput;

    /// <summary>A chat model was asked who answered, and this is what it thinks.</summary>
    public sealed record Opinion(AnswerOpinion Answer) : ConversationInput;

    /// <summary>The agent's own code begins or ends a turn of the other side.</summary>
    public sealed record UserTurnDemanded(bool IsStart) : ConversationInput;

    /// <summary>The recogniser heard words.</summary>
    public sealed record Heard(UserTurn Turn, Transcript Transcript) : ConversationInput;

    /// <summary>The recogniser is done with a turn.</summary>
    public sealed record Transcribed(UserTurn Turn, TurnFailure? Failure) : ConversationInput;

    /// <summary>All that a bot turn says is in the line, or the turn was cancelled.</summary>
    public sealed record Written(BotTurn Turn, TurnFailure? Failure) : ConversationInput;
}
