namespace Parley.Agents.Turns;

/// <summary>Who answered, and what follows from it.</summary>
internal sealed partial class ConversationLoop
{
    private Floor _floor;
    private bool _isGreeted;
    private bool _pressesKeys;

    private void JudgeAnswer(ConversationEvent told)
    {
        Emit(told);
        switch (told)
        {
            case AnswerDetected verdict:
                Judge(verdict.AnsweredBy);
                break;
            case AnswerRevised verdict:
                Judge(verdict.AnsweredBy);
                break;
            case LeaveMessageNow when _floor is Floor.Machine && _setup.Answering?.VoicemailMessage is null:
                Stop("A machine answered, and there is no message for it.", hangUp: true);
                break;
            case LeaveMessageNow when _floor is Floor.Machine:
                _floor = Floor.Recording;
                break;
            case LeaveMessageNow when _floor is Floor.Recording && _voice?.Current is { } message:
                // It was too early: only what follows the beep is kept.
                CutVoice();
                _voice.Repeat(message);
                break;
        }
    }

    private void Judge(AnsweredBy who)
    {
        switch (who)
        {
            case AnsweredBy.Machine:
                FaceMachine();
                break;
            // Who presses keys is no signal of the network, whatever the sounds between them are like.
            case AnsweredBy.Fax or AnsweredBy.Busy or AnsweredBy.Intercept when !_pressesKeys:
                Stop($"Answered by: {who}.", hangUp: true);
                break;
            case AnsweredBy.Ringback:
                // Nobody yet; another verdict follows, or patience runs out.
                break;
            default:
                FacePerson();
                break;
        }
    }

    private void FacePerson()
    {
        switch (_floor)
        {
            case Floor.Held:
                // Their greeting is over, as far as the verdict goes; the turn's silence window need not run out.
                var greeting = _ear.Silence > TimeSpan.Zero ? _ear.Turn : null;
                OpenFloor(greeting);
                if (greeting is not null)
                {
                    EndUserTurn(goesOn: false);
                }

                break;
            case Floor.Machine or Floor.Recording:
                CutVoice();
                _voice?.DropWaiting();
                _isGreeted = false;
                OpenFloor(null);
                break;
        }
    }

    /// <summary>Falls silent, and has the message ready for the moment when the machine records.</summary>
    private void FaceMachine()
    {
        if (_floor is Floor.Machine or Floor.Recording or Floor.Ending)
        {
            return;
        }

        _floor = Floor.Machine;
        CutVoice();
        _voice?.DropWaiting();
        _unanswered.Clear();
        if (_setup.Answering?.VoicemailMessage is { } message && _voice?.Add(new PreparedText(message)) is { } turn)
        {
            (turn.IsInterruptible, turn.EndsCall) = (false, true);
        }
    }

    /// <summary>The bot may speak: first what was prepared, if something was.</summary>
    /// <param name="first">The callee's first turn, which prepared words answer.</param>
    private void OpenFloor(UserTurn? first)
    {
        _floor = Floor.Open;
        _floorSince = _now;
        StartIdleWatch();
        if (!_isGreeted && _setup.Options.Greeting is { } greeting && _voice is { IsBusy: false })
        {
            _voice.Add(new PreparedText(greeting));
        }

        _isGreeted = true;
        if (_voice is { IsBusy: true })
        {
            _unanswered.Clear();
            foreach (var turn in _ear.Untold)
            {
                turn.IsAnswered = true;
            }

            first?.IsAnswered = true;
        }

        ReplyIfDue();
    }
}
