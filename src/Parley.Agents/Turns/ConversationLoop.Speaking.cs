using Parley.Agents.SpeechToSpeech;

namespace Parley.Agents.Turns;

/// <summary>The bot's turns.</summary>
internal sealed partial class ConversationLoop
{
    private TimeSpan? _hangUpAt;

    private bool MayStart => _floor switch
    {
        Floor.Open => _ear.Turn is null or { IsContinuation: true } or { Start: TurnStart.No } || _voice!.Next is { IsInterruptible: false },
        Floor.Recording or Floor.Ending => true,
        _ => false,
    };

    private void StartVoice()
    {
        if (_voice is { Current: null, Next: not null } && MayStart)
        {
            _voice.StartNext();
        }
    }

    private void Say(string text, TaskCompletionSource<bool>? played)
    {
        if (_floor is Floor.Machine or Floor.Recording or Floor.Ending)
        {
            played?.TrySetResult(false);
            return;
        }

        _voice!.Add(new PreparedText(text), played);
    }

    /// <summary>Says the last words and hangs up; what is already being said is said to its end.</summary>
    private void End(string? goodbye)
    {
        if (_floor is Floor.Ending)
        {
            return;
        }

        if (_floor is not Floor.Open)
        {
            CutVoice();
            _voice?.DropWaiting();
        }

        _floor = Floor.Ending;
        var last = goodbye is null ? _voice?.Turns.LastOrDefault() : _voice?.Add(new PreparedText(goodbye));
        if (last is null)
        {
            HangUpSoon();
            return;
        }

        last.EndsCall = true;
        foreach (var turn in _voice!.Turns)
        {
            turn.IsInterruptible = false;
        }
    }

    /// <summary>The model asked for the end: its reply, to the last word, then the hang-up.</summary>
    private void EndAfterReply()
    {
        if (_floor is Floor.Open && _voice?.Turns.LastOrDefault(turn => turn.Text is ChatReply or ModelReply) is { } reply)
        {
            _floor = Floor.Ending;
            (reply.IsInterruptible, reply.EndsCall) = (false, true);
        }
        else if (_floor is Floor.Open && _ear.Turn is null)
        {
            End(null); // All was said before the function was run.
        }
    }

    /// <summary>Looks how far the voice has come, and reports it.</summary>
    private void FollowVoice()
    {
        if (_now >= _hangUpAt)
        {
            Stop("The agent ended the call.", hangUp: true);
            return;
        }

        // Twice, since a turn may begin and end within a tick.
        for (var progress = _voice?.Observe(); progress is VoiceProgress.Started or VoiceProgress.Finished; progress = _voice!.Observe())
        {
            if (progress is VoiceProgress.Started)
            {
                Emit(new BotStartedSpeaking(_setup.ParticipantId));
                _clock.BotStarted(_voice!.Current!.Marks);
                continue;
            }

            var turn = _voice!.Finish();
            Conclude(turn, turn.SpokenUntil(_line.Playback.Played), interrupted: turn.Failure is not null);
            if (turn.EndsCall)
            {
                HangUpSoon();
            }
        }
    }

    /// <summary>The other side speaks into the bot's turn.</summary>
    private void BargeIn()
    {
        if (_voice?.Current is not { IsInterruptible: true } || !_setup.Options.AllowInterruptions)
        {
            return;
        }

        if (!CutVoice(byCallee: true))
        {
            _voice.DropWaiting();
        }
    }

    /// <summary>Silences the voice. Words that wait are kept.</summary>
    /// <param name="byCallee">Whether the callee speaks into it; then prepared words of which nothing was heard yet are said later.</param>
    /// <returns>Whether they are.</returns>
    private bool CutVoice(bool byCallee = false)
    {
        var spoken = "";
        if (_voice?.Cut(out spoken) is not { } turn)
        {
            return false;
        }

        if (byCallee && turn.IsAudible)
        {
            Emit(new BotInterrupted(_setup.ParticipantId));
        }

        Conclude(turn, spoken, interrupted: true);
        var repeats = byCallee && turn is { IsAudible: false, Text: PreparedText };
        if (repeats)
        {
            _voice.Repeat(turn);
        }
        else
        {
            turn.Settle(false);
        }

        return repeats;
    }

    private void Conclude(BotTurn turn, string spoken, bool interrupted)
    {
        TellLatency(isOver: true);
        _isPaused = false;
        if (turn.IsAudible)
        {
            Emit(new BotTranscript(_setup.ParticipantId, spoken, interrupted));
            Emit(new BotStoppedSpeaking(_setup.ParticipantId));
            _turnsOver++;
        }

        if (interrupted)
        {
            (turn.Text as ChatReply)?.Abandon();
        }

        NoteConsent(turn, isWhole: !interrupted);
        foreach (var message in turn.Text.ToHistory(spoken))
        {
            Remember(message, isKnown: turn.Speech is not null);
        }

        _idleSince = turn.IsAudible ? _now : _idleSince;
    }

    private void HangUpSoon() => _hangUpAt ??= _now + _setup.Options.HangUpTail;
}
