namespace Parley.Agents.Turns;

/// <summary>Time that goes by without anything.</summary>
internal sealed partial class ConversationLoop
{
    private TimeSpan? _idleSince;
    private TimeSpan _floorSince;
    private int _idlePrompts;

    private bool IsPrivate => _setup.ParticipantId is not null;

    /// <summary>Begins to wait for somebody to speak. In a room that may still be empty, only once the bot has spoken.</summary>
    private void StartIdleWatch() => _idleSince = IsPrivate ? _now : _idleSince;

    private void WatchIdle()
    {
        switch (_floor)
        {
            case Floor.Held when _answers is null && IsPrivate:
                if (_ear.Turn is null && _now >= _setup.Options.FirstSpeechTimeout)
                {
                    OpenFloor(null);
                }

                break;
            case Floor.Held or Floor.Machine when _answers is not null:
                if (_now - _floorSince >= _setup.Answering!.Patience)
                {
                    Stop("Nobody answered, and no machine recorded.", hangUp: true);
                }

                break;
            case Floor.Open:
                WatchSilence();
                break;
        }
    }

    private void WatchSilence()
    {
        if (_idleSince is null || _voice is null || _setup.Options.IdleTimeout is not { } timeout)
        {
            return;
        }

        if (_voice.IsBusy || _ear.Turn is not null || _ear.IsTranscribing || IsAtWork)
        {
            _idleSince = _now;
        }
        else if (_now - _idleSince >= timeout)
        {
            _idleSince = _now;
            if (_idlePrompts++ < _setup.Options.MaxIdlePrompts)
            {
                _voice.Add(new PreparedText(_setup.Options.IdlePrompt));
            }
            else
            {
                End(_setup.Options.IdleGoodbye);
            }
        }
    }
}
