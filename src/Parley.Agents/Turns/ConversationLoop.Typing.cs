using Microsoft.Extensions.AI;

namespace Parley.Agents.Turns;

/// <summary>Words that reach the conversation as text.</summary>
internal sealed partial class ConversationLoop
{
    /// <summary>The other side's words, typed.</summary>
    /// <param name="text">The words.</param>
    /// <param name="runImmediately">Whether they are to be answered now, whatever the bot says; otherwise they are there when it answers next.</param>
    private void HearTyped(string text, bool runImmediately)
    {
        var isAnswered = runImmediately && _floor is (Floor.Open or Floor.Held);
        if (isAnswered && _floor is Floor.Open)
        {
            CutVoice(byCallee: true);
            _voice?.DropWaiting();
        }

        Remember(new(ChatRole.User, text));
        if (isAnswered)
        {
            _unanswered.Add(text);
            ReplyIfDue();
        }
    }
}
