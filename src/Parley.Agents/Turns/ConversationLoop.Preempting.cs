using Microsoft.Extensions.AI;

namespace Parley.Agents.Turns;

/// <summary>A reply that is begun before the last word is certain, and thrown away if it was another.</summary>
internal sealed partial class ConversationLoop
{
    /// <summary>Who pauses for so long may have finished.</summary>
    private static readonly TimeSpan PauseToThink = TimeSpan.FromMilliseconds(200);

    private string _draftAnswers = "";
    private int _draftHistory;

    /// <summary>Begins a reply to the words so far, if they may be all.</summary>
    private void Preempt(UserTurn turn)
    {
        var isPausing = turn != _ear.Turn || _ear.Silence >= PauseToThink;
        if (!_setup.Options.PreemptiveReplies || _floor is not Floor.Open || _setup.ChatClient is null || _voice is not { IsBusy: false }
            || !isPausing || turn is not { Start: TurnStart.Yes, IsAnswered: false, Words: not "" } || _unanswered.Count > 0)
        {
            return;
        }

        if (_voice.Draft is null || _draftHistory != _history.Count || !SameWords(_draftAnswers, turn.Words))
        {
            (_draftAnswers, _draftHistory) = (turn.Words, _history.Count);
            _voice.Begin(NewReply([.. _history, new(ChatRole.User, turn.Words)], isDraft: true));
        }
    }

    /// <summary>Takes the reply that was begun beforehand, if it answers just what was said.</summary>
    private bool TryTakeDraft()
    {
        var answersThis = _voice!.Draft is { Failure: null } && _history.Count == _draftHistory + 1 && SameWords(_draftAnswers, _history[^1].Text);
        if (answersThis)
        {
            _voice.TakeDraft();
        }
        else
        {
            _voice.DropDraft();
        }

        return answersThis;
    }

    private static bool SameWords(string one, string other) =>
        one.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant).SequenceEqual(other.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));
}
