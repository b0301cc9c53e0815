using Microsoft.Extensions.AI;

namespace Parley.Agents.Turns;

/// <summary>The other side's turns.</summary>
internal sealed partial class ConversationLoop
{
    private readonly List<string> _unanswered = [];

    private void Listen()
    {
        switch (_ear.Hear(_frame, _frameTime))
        {
            case EarEvent.Started:
                Emit(new UserStartedSpeaking(_setup.ParticipantId));
                _idlePrompts = 0;
                BargeIn();
                BargeIntoTools();
                HearIntoMessage();
                break;
            case EarEvent.Stopped:
                JudgeTalkIntoMessage();
                EndUserTurn(goesOn: false);
                break;
            case EarEvent.TooLong:
                JudgeEndlessTalkIntoMessage();
                EndUserTurn(goesOn: true);
                break;
        }
    }

    private void EndUserTurn(bool goesOn)
    {
        if (_ear.End(_now + _setup.Options.TranscriptTimeout, goesOn) is not { } turn)
        {
            return;
        }

        Emit(new UserStoppedSpeaking(_setup.ParticipantId));
        if (_floor is Floor.Held && _answers is null)
        {
            OpenFloor(turn);
        }

        if (turn.IsTold)
        {
            Reply(turn);
        }
    }

    private void HearWords(UserTurn turn, Transcript transcript)
    {
        if (turn.IsGivenUp)
        {
            return;
        }

        Emit(new UserTranscript(_setup.ParticipantId, transcript.Text, transcript.IsFinal));
        if (transcript.IsFinal)
        {
            turn.Append(transcript.Text);
        }

        if (_answers is not null)
        {
            JudgeAll(_answers.Hear(transcript));
        }
    }

    private void FinishTranscript(UserTurn turn, TurnFailure? failure)
    {
        _ear.Transcribed(turn);
        ReportFailure(failure);
        if (!turn.IsGivenUp && turn != _ear.Turn)
        {
            Reply(turn);
        }
    }

    private void WatchDeadlines()
    {
        if (_ear.Late(_now) is { } late)
        {
            Emit(new ConversationError(_setup.ParticipantId, TurnFailure.SpeechToText, "The words of a turn did not come in time."));
            Reply(late);
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

        ReplyIfDue();
    }

    private void ReplyIfDue()
    {
        var isTheirTurn = _ear.Turn is { IsContinuation: false } || _ear.IsTranscribing;
        if ((_unanswered.Count == 0 && !_owesReply) || _holds > 0 || isTheirTurn || _floor is not Floor.Open || _voice is null || _setup.ChatClient is null)
        {
            return;
        }

        _roundsInARow = _unanswered.Count > 0 ? 0 : _roundsInARow;
        var history = _owesReply ? HistoryToBe() : [.. _history];
        _owesReply = false;
        _unanswered.Clear();
        _voice.Add(NewReply(history));
    }
}
