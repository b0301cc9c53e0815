namespace Parley.Agents.Turns;

/// <summary>Times at which the agent does not listen.</summary>
internal sealed partial class ConversationLoop
{
    private bool _isMuted;
    private int _turnsOver;

    private void WatchMute()
    {
        if (_setup.Turns.Mute.Count == 0)
        {
            return;
        }

        var moment = new MuteMoment
        {
            AgentSpeaks = _voice?.IsAudible ?? false,
            AgentTurns = _turnsOver,
            ToolRuns = _rounds.Count > 0 || _voice?.Current?.Text is ChatReply { IsCallingTool: true },
        };
        var isMuted = false;
        foreach (var mute in _setup.Turns.Mute)
        {
            isMuted |= mute.IsMuted(moment);
        }

        if (isMuted == _isMuted)
        {
            return;
        }

        _isMuted = isMuted;
        Emit(isMuted ? new UserMuteStarted(_setup.ParticipantId) : new UserMuteStopped(_setup.ParticipantId));
        if (isMuted)
        {
            Forget();
        }
    }

    /// <summary>What is being said is no turn any more, nor are the words of what was said before.</summary>
    private void Forget()
    {
        if (_ear.Turn is { Start: not TurnStart.No })
        {
            Emit(new UserStoppedSpeaking(_setup.ParticipantId));
        }

        _ear.Forget();
        LetGo();
    }
}
