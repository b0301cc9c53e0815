using Microsoft.Extensions.AI;
using Parley.Agents.SpeechToSpeech;

namespace Parley.Agents.Turns;

/// <summary>The other side's turns.</summary>
internal sealed partial class ConversationLoop
{
    private readonly List<string> _unanswered = [];

    private void Listen(ReadOnlySpan<short> frame)
    {
        WatchMute();
        if (_isMuted)
        {
            return;
        }

        var heard = _ear.Hear(frame, _frameTime);
        _clock.Hear(_now, frame, isSpeech: _ear.Silence == TimeSpan.Zero);
        if (_ear.Turn is not { } turn)
        {
            return;
        }

        if (_model is not null)
        {
            WatchModelTurn();
            return;
        }

        JudgeStart(turn);
        if (_ear.Silence >= PauseToThink)
        {
            Preempt(turn);
        }

        if (heard is EarEvent.TooLong)
        {
            if (turn.Start is TurnStart.Perhaps)
            {
                TakeTurn(turn); // So long a noise is not nothing.
            }

            JudgeEndlessTalkIntoMessage();
            EndUserTurn(goesOn: turn.Start is TurnStart.Yes);
        }
        else if (IsOver(turn))
        {
            JudgeTalkIntoMessage();
            EndUserTurn(goesOn: false);
        }
    }

    private void EndUserTurn(bool goesOn)
    {
        if (_ear.End(_now + _setup.Options.TranscriptTimeout, goesOn) is not { } turn)
        {
            return;
        }

        if (goesOn)
        {
            _ear.Turn!.Start = TurnStart.Yes;
        }

        if (turn.Start is not TurnStart.No)
        {
            Emit(new UserStoppedSpeaking(_setup.ParticipantId));
            _clock.UserStopped(turn.IsTold);
        }

        turn.DoubtUntil = _now + _setup.Turns.LongestDoubt;
        if (_floor is Floor.Held && _answers is null)
        {
            OpenFloor(turn);
        }

        if (turn.IsTold)
        {
            Settle(turn);
        }
    }

    private void HearWords(UserTurn turn, Transcript transcript)
    {
        if (turn.IsGivenUp)
        {
            return;
        }

        Emit(new UserTranscript(_setup.ParticipantId, transcript.Text, transcript.IsFinal));
        turn.Interim = transcript.IsFinal ? "" : transcript.Text;
        if (transcript.IsFinal)
        {
            turn.Append(transcript.Text);
        }

        JudgeStart(turn);
        Preempt(turn);
        if (_answers is not null)
        {
            JudgeAll(_answers.Hear(transcript));
        }
    }

    private void FinishTranscript(UserTurn turn, TurnFailure? failure)
    {
        _ear.Transcribed(turn);
        ReportFailure(failure);
        _clock.UserTold();
        if (!turn.IsGivenUp && turn != _ear.Turn)
        {
            Settle(turn);
        }
    }

    private void WatchDeadlines()
    {
        if (_line.Playback.IsHeld)
        {
            LetGo(); // Unless it is still in doubt what was heard.
        }

        if (_ear.Late(_now) is { } late)
        {
            Emit(new ConversationError(_setup.ParticipantId, TurnFailure.SpeechToText, "The words of a turn did not come in time."));
            Settle(late);
        }
    }

    /// <summary>The words of a turn are known: the model answers, unless more is being said, or they are answered already.</summary>
    private void Reply(UserTurn turn)
    {
        if (turn.Text.Length > 0)
        {
            _history.Add(new(ChatRole.User, turn.Text));
            if (!turn.IsAnswered)
            {
                _unanswered.Add(turn.Text);
            }
        }

        else if (_model is not null && !turn.IsAnswered)
        {
            _unanswered.Add(""); // It has heard them.
        }

        ReplyIfDue();
    }

    private void ReplyIfDue()
    {
        var isTheirTurn = _ear.Turn is { IsContinuation: false } || _ear.IsTranscribing;
        if ((_unanswered.Count == 0 && !_owesReply) || _holds > 0 || isTheirTurn || _floor is not Floor.Open || _voice is null)
        {
            return;
        }

        if ((_unanswered.Count > 0 && TakeConsent()) || (_setup.ChatClient is null && _model is null) || !_setup.Answers)
        {
            return;
        }

        _roundsInARow = _unanswered.Count > 0 ? 0 : _roundsInARow;
        var history = _owesReply ? HistoryToBe() : [.. _history];
        _owesReply = false;
        _unanswered.Clear();
        if (TryTakeDraft())
        {
            return;
        }

        _voice.Add(_model is null ? NewReply(history) : new ModelReply(mayCall: _roundsInARow < MostRounds));
    }
}
