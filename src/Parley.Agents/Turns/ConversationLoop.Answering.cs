using Microsoft.Extensions.AI;
using Parley.Agents.Answering;

namespace Parley.Agents.Turns;

/// <summary>Who answered, and what follows from it.</summary>
internal sealed partial class ConversationLoop
{
    private Action? _stopAsking;
    private Task _asking = Task.CompletedTask;
    private Floor _floor;
    private AnsweredBy? _who;
    private bool _isSure;
    private bool _isGreeted;
    private bool _pressesKeys;

    private void JudgeAll(IReadOnlyList<ConversationEvent> told)
    {
        foreach (var occurred in told)
        {
            JudgeAnswer(occurred);
        }

        if (_answers?.TakeQuestion() is { } words && _setup.Answering?.TieBreaker is { } opinions)
        {
            _asking = AskAsync(opinions, words);
        }
    }

    private void JudgeAnswer(ConversationEvent told)
    {
        if (told is AnswerRevised again && again.AnsweredBy == _who)
        {
            _isSure |= again.IsFinal; // We had found out, and told, by ourselves.
            return;
        }

        Emit(told);
        switch (told)
        {
            case AnswerDetected verdict:
                Judge(verdict.AnsweredBy, verdict.IsFinal);
                break;
            case AnswerRevised verdict:
                Judge(verdict.AnsweredBy, verdict.IsFinal);
                break;
            case BeepHeard:
                _isSure = true;
                break;
            case LeaveMessageNow when _floor is Floor.Machine && _setup.Answering?.VoicemailMessage is null:
                PartOnceSure("A machine answered, and there is no message for it.");
                break;
            case LeaveMessageNow when _floor is Floor.Machine:
                _floor = Floor.Recording;
                break;
            case LeaveMessageNow when _floor is Floor.Recording:
                // It was too early: only what follows the beep is kept.
                SayMessageAgain();
                break;
        }
    }

    private void Judge(AnsweredBy who, bool isFinal)
    {
        (_who, _isSure, _parting) = (who, isFinal, null);
        Tell(who);
        switch (who)
        {
            case AnsweredBy.Machine:
                FaceMachine();
                break;
            // Who presses keys is no signal of the network, whatever the sounds between them are like.
            case AnsweredBy.Fax or AnsweredBy.Busy or AnsweredBy.Intercept when !_pressesKeys:
                FallSilent();
                PartOnceSure($"Answered by: {who}.");
                break;
            case AnsweredBy.Ringback:
                // Nobody yet; another verdict follows, or patience runs out.
                break;
            default:
                FacePerson();
                break;
        }
    }

    /// <summary>Tells the chat model who is there, as far as it is known.</summary>
    private void Tell(AnsweredBy who)
    {
        if (WhoIsThere.Describe(who) is { } words)
        {
            Remember(new(ChatRole.System, words));
        }
    }

    private async Task AskAsync(ChatOpinions opinions, string words)
    {
        var stop = new CancellationTokenSource(); // Holds nothing; who cancels it may do so when all is over.
        _stopAsking = stop.Cancel;
        try
        {
            await Task.Yield();
            _mailbox.Post(new ConversationInput.Opinion(await opinions.AskAsync(words, stop.Token)));
        }
        catch (OperationCanceledException)
        {
            // The call is over.
        }
#pragma warning disable CA1031 // An opinion is a help at most: whatever goes wrong with it, the call goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Log.TieBreakerFailed(_logger, exception);
        }
    }

    private void FacePerson()
    {
        switch (_floor)
        {
            case Floor.Held:
                // Their greeting is over, as far as the verdict goes; the turn's silence window need not run out.
                var greeting = _model is null && _ear.Silence > TimeSpan.Zero ? _ear.Turn : null; // A model says itself when they have finished.
                OpenFloor(greeting);
                if (greeting is not null)
                {
                    EndUserTurn(goesOn: false);
                }

                break;
            case Floor.Machine or Floor.Recording:
                CutVoice();
                _voice?.DropWaiting();
                (_brokenOff, _hangUpAt) = (null, null); // The end was the message's.
                _isGreeted = false;
                OpenFloor(null);
                break;
        }
    }

    /// <summary>Falls silent, and has the message ready for the moment when the machine records.</summary>
    private void FaceMachine()
    {
        if (_floor is Floor.Recording or Floor.Ending)
        {
            return;
        }

        FallSilent();
        _repeats = 0;
        if (_setup.Answering?.VoicemailMessage is { } message && _voice?.Add(new PreparedText(message)) is { } turn)
        {
            (turn.IsInterruptible, turn.EndsCall) = (false, true);
        }
    }

    private void FallSilent()
    {
        if (_floor is Floor.Ending)
        {
            return;
        }

        _floor = Floor.Machine;
        _brokenOff = null;
        CutVoice();
        _voice?.DropWaiting();
        _unanswered.Clear();
        _owesReply = false;
    }

    /// <summary>The bot may speak: first what was prepared, if something was.</summary>
    /// <param name="first">The callee's first turn, which prepared words answer.</param>
    private void OpenFloor(UserTurn? first)
    {
        _floor = Floor.Open;
        _floorSince = _now;
        StartIdleWatch();
        if (!_isGreeted && _voice is { IsBusy: false })
        {
            Greet();
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
            if (_model is not null)
            {
                _ear.Turn?.IsAnswered = true;
            }
        }
        else if (_model is not null && first is not null)
        {
            _owesReply = false; // Their turn is answered all the same.
        }

        ReplyIfDue();
    }
}
