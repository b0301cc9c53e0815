namespace Parley.Agents.Turns;

/// <summary>What keeps a wrong verdict from doing harm: an end that waits, and an ear for who picks up while the message is left.</summary>
internal sealed partial class ConversationLoop
{
    /// <summary>Talk into the message of at least so much is somebody, and of more than so much is the machine again.</summary>
    private static readonly TimeSpan LeastWord = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestWord = TimeSpan.FromSeconds(3);

    /// <summary>The message is begun anew so often at most: on some lines it would never end.</summary>
    private const int MostRepeats = 3;

    private string? _parting;
    private TimeSpan _partAt;
    private BotTurn? _brokenOff;
    private int _repeats;

    /// <summary>Ends the call if the verdict is final; or else once it has stood for a while without anybody speaking.</summary>
    private void PartOnceSure(string reason)
    {
        if (_isSure)
        {
            Stop(reason, hangUp: true);
            return;
        }

        _parting = reason;
        _partAt = _now + _setup.Answering!.Doubt;
    }

    private void WatchDoubt()
    {
        if (_parting is null)
        {
            return;
        }

        if (_ear.Turn is not null)
        {
            _partAt = _now + _setup.Answering!.Doubt;
        }
        else if (_isSure || _now >= _partAt)
        {
            Stop(_parting, hangUp: true);
        }
    }

    /// <summary>Somebody speaks while the message is left: a person who picked up, perhaps. The message waits until it is known.</summary>
    private void HearIntoMessage()
    {
        if (_floor is Floor.Recording && _repeats < MostRepeats && _voice?.Current is { } message)
        {
            CutVoice();
            _brokenOff = message;
        }
    }

    /// <summary>Whoever spoke into the message has finished.</summary>
    private void JudgeTalkIntoMessage()
    {
        if (_floor is not Floor.Recording || _brokenOff is null || _ear.Turn is not { } turn)
        {
            return;
        }

        var talk = turn.Duration - _ear.Silence - _setup.VoiceActivity.Lookback;
        if (talk < LeastWord || talk > LongestWord)
        {
            SayMessageAgain();
            return;
        }

        Emit(new AnswerRevised(_setup.ParticipantId, AnsweredBy.Human, 0.8, "spoke up while the message was being left"));
        Judge(AnsweredBy.Human, isFinal: false);
    }

    /// <summary>Whoever spoke into the message does not finish: no person, and the message need not wait for quiet.</summary>
    private void JudgeEndlessTalkIntoMessage()
    {
        if (_floor is Floor.Recording && _brokenOff is not null)
        {
            SayMessageAgain();
        }
    }

    /// <summary>The message from its first word, which is all that a machine keeps of it that was spoken into.</summary>
    private void SayMessageAgain()
    {
        var message = _brokenOff ?? (_repeats < MostRepeats ? _voice?.Current : null);
        _brokenOff = null;
        if (message is not null)
        {
            _repeats++;
            CutVoice();
            _voice!.Repeat(message);
        }
    }
}
