namespace Parley.Agents.Turns;

/// <summary>Whether what is heard is a turn, or nothing; and until that is known, a voice that waits.</summary>
internal sealed partial class ConversationLoop
{
    /// <summary>Whether the voice was made to wait in the middle of its turn, and somebody was told.</summary>
    private bool _isPaused;

    /// <summary>Whether something that was heard may yet be a turn, so that the voice waits.</summary>
    private bool IsInDoubt => _ear.Turn is { Start: TurnStart.Perhaps } || _ear.Untold.Any(turn => turn.Start is TurnStart.Perhaps && _now < (turn.DoubtUntil ?? TimeSpan.MaxValue));

    private void DemandTurn(bool isStart)
    {
        if (_isMuted || _model is not null)
        {
            return;
        }

        if (isStart)
        {
            var turn = _ear.Open();
            (turn.IsStartDemanded, turn.IsStopDemanded) = (true, false);
            JudgeStart(turn);
        }
        else
        {
            _ear.Turn?.IsStopDemanded = true;
        }
    }

    /// <summary>Looks how sure it is by now that a turn is one.</summary>
    private void JudgeStart(UserTurn turn)
    {
        if (turn.Start is TurnStart.Yes)
        {
            return;
        }

        var moment = MomentOf(turn);
        var verdict = TurnStart.No;
        var policies = _setup.Turns.Start;
        for (var i = 0; i < policies.Count; i++)
        {
            var sure = policies[i].Judge(moment);
            verdict = sure > verdict ? sure : verdict;
        }

        if (verdict is TurnStart.Yes)
        {
            TakeTurn(turn);
        }
        else if (verdict is TurnStart.Perhaps && turn.Start is TurnStart.No)
        {
            Announce(turn, TurnStart.Perhaps);
            HoldVoice();
        }
    }

    /// <summary>It is their turn, without a doubt.</summary>
    private void TakeTurn(UserTurn turn)
    {
        if (turn.Start is not TurnStart.Yes)
        {
            Announce(turn, TurnStart.Yes);
            _idlePrompts = 0;
            BargeIn();
            BargeIntoTools();
            LetGo();
        }
    }

    private void Announce(UserTurn turn, TurnStart sure)
    {
        if (turn.Start is TurnStart.No)
        {
            Emit(new UserStartedSpeaking(_setup.ParticipantId));
            _clock.UserStarted();
            if (turn.DoubtUntil is not null)
            {
                Emit(new UserStoppedSpeaking(_setup.ParticipantId)); // Its sound is over; only its words said what it is.
                _clock.UserStopped(turn.IsTold);
            }

            HearIntoMessage();
        }

        turn.Start = sure;
    }

    /// <summary>All is known of a turn that will be: it is answered, or it was nothing.</summary>
    private void Settle(UserTurn turn)
    {
        JudgeStart(turn);
        if (turn.Start is TurnStart.Yes)
        {
            Reply(turn);
            return;
        }

        turn.Start = TurnStart.No;
        LetGo();
        ReplyIfDue();
    }

    private bool IsOver(UserTurn turn)
    {
        var moment = MomentOf(turn);
        if (moment.Silence >= (_line.Playback.IsHeld ? _setup.Turns.DoubtfulSilence : _setup.Turns.LongestSilence))
        {
            return true;
        }

        if (_setup.Turns.Stop.Count == 0)
        {
            return moment.Silence >= _setup.VoiceActivity.TurnSilence;
        }

        foreach (var policy in _setup.Turns.Stop)
        {
            if (policy.IsOver(moment))
            {
                return true;
            }
        }

        return false;
    }

    private void HoldVoice()
    {
        if (_voice?.Current is { IsInterruptible: true } turn && _setup.Options.AllowInterruptions)
        {
            _voice.Hold();
            if (turn.IsAudible && !_isPaused)
            {
                _isPaused = true;
                Emit(new BotPaused(_setup.ParticipantId));
            }
        }
    }

    /// <summary>Lets the voice go on, once nothing is in doubt any more.</summary>
    private void LetGo()
    {
        if (_voice is null || IsInDoubt)
        {
            return;
        }

        _voice.Resume();
        if (_isPaused)
        {
            _isPaused = false;
            Emit(new BotResumed(_setup.ParticipantId));
            _clock.Forget();
        }
    }

    private TurnMoment MomentOf(UserTurn turn) => new()
    {
        HasVoice = turn.HasVoice,
        Speech = turn.Speech,
        Silence = turn == _ear.Turn ? _ear.Silence : TimeSpan.MaxValue,
        Tick = _frameTime,
        Words = turn.Words,
        AreWordsFinal = turn is { Interim: "", Text: not "" },
        HasRecogniser = _setup.SpeechToText is not null,
        IsAgentsTurn = _voice?.Current is not null,
        AgentRest = _voice?.Rest,
        IsStartDemanded = turn.IsStartDemanded,
        IsStopDemanded = turn.IsStopDemanded,
        Sound = _ear.Sound,
    };
}
