using Parley.Audio.Vad;

namespace Parley.Agents.Turns;

/// <summary>
/// The other side's sound: voice activity opens what may be a turn, and a recogniser writes it down. Owned by the conversation's task.
/// </summary>
internal sealed class Ear
{
    private readonly IVoiceActivityDetector _detector;
    private readonly VoiceActivityOptions _options;
    private readonly SpeechGate _gate;
    private readonly Lookback _lookback;
    private readonly Lookback? _latest;
    private readonly int _sampleRate;
    private readonly ISpeechToText? _recogniser;
    private readonly SpeechToTextOptions _recogniserOptions;
    private readonly Mailbox _mailbox;
    private readonly bool _isLed;
    private readonly OrderedDictionary<UserTurn, Task> _running = [];

    public Ear(ConversationSetup setup, int sampleRate, Mailbox mailbox)
    {
        (_detector, _options, _sampleRate, _mailbox) = (setup.Detector(sampleRate), setup.VoiceActivity, sampleRate, mailbox);
        _isLed = setup.SpeechToSpeech is not null; // The model tells when a turn begins.
        (_recogniser, _recogniserOptions) = (setup.SpeechToText, setup.Options.SpeechToText);
        _gate = new(new() { StartAfter = _options.Start });
        _lookback = new(Math.Max(1, (int)(_options.Lookback.TotalSeconds * sampleRate)));
        var listens = setup.Turns.Stop.Select(policy => policy.Listens).DefaultIfEmpty().Max();
        _latest = listens > TimeSpan.Zero ? new((int)(listens.TotalSeconds * sampleRate)) : null;
    }

    /// <summary>The sound of the turn under way, as much as the policies listen to; <see langword="null"/> when none does.</summary>
    public ITurnSound? Sound => _latest is not null && Turn is not null ? new TurnSound(_latest, Turn.Duration, _sampleRate) : null;

    /// <summary>The turn under way.</summary>
    public UserTurn? Turn { get; private set; }

    /// <summary>How long it has been quiet.</summary>
    public TimeSpan Silence { get; private set; }

    /// <summary>Whether words of turns that are over are still to come.</summary>
    public bool IsTranscribing => _running.Count > 0 && Untold.Any(turn => turn != Turn);

    /// <summary>Turns whose words are still to come, the one under way included.</summary>
    public IEnumerable<UserTurn> Untold => _running.Keys.Where(turn => !turn.IsGivenUp);

    /// <summary>Takes the next frame.</summary>
    /// <param name="frame">20 ms.</param>
    /// <param name="duration">How long it is.</param>
    public EarEvent Hear(ReadOnlySpan<short> frame, TimeSpan duration)
    {
        var isSpeech = _detector.IsSpeech(frame);
        Silence = isSpeech ? TimeSpan.Zero : Silence + duration;
        if (_gate.Process(isSpeech, duration) is SpeechTransition.Started && Turn is not { HasVoice: true } && !_isLed)
        {
            if (Turn is null)
            {
                Open();
            }

            (Turn!.HasVoice, Turn.Speech) = (true, _options.Start - duration);
        }

        if (Turn is not null)
        {
            Turn.Speech += isSpeech ? duration : TimeSpan.Zero;
            Turn.Hear(frame);
        }

        _lookback.Add(frame);
        _latest?.Add(frame);
        return Turn?.Duration >= _options.MaxTurn ? EarEvent.TooLong : EarEvent.None;
    }

    /// <summary>Begins what may be a turn, if none is under way, with the sound of just before.</summary>
    public UserTurn Open()
    {
        if (Turn is null)
        {
            Silence = TimeSpan.Zero;
            Begin(isContinuation: false);
            Turn!.Hear(_lookback.ToArray());
        }

        return Turn;
    }

    /// <summary>Ends the turn under way; its words come later.</summary>
    /// <param name="deadline">When they come too late, in the line's time.</param>
    /// <param name="goesOn">Whether the speaker has not finished, so that another turn begins at once.</param>
    public UserTurn? End(TimeSpan deadline, bool goesOn = false)
    {
        var ended = Turn;
        Turn = null;
        if (ended is not null)
        {
            ended.Deadline = deadline;
            ended.Stop();
        }

        if (goesOn)
        {
            Begin(isContinuation: true);
        }
        else
        {
            _gate.Reset();
        }

        return ended;
    }

    /// <summary>Drops the turn under way, and the words that are still to come.</summary>
    public void Forget()
    {
        End(TimeSpan.MaxValue);
        _lookback.Clear();
        foreach (var turn in Untold)
        {
            turn.IsGivenUp = true;
            turn.Cancel();
        }
    }

    /// <summary>The recogniser is done with a turn.</summary>
    public void Transcribed(UserTurn turn)
    {
        turn.IsTold = true;
        _running.Remove(turn);
        turn.Dispose();
    }

    /// <summary>Gives up on turns whose words do not come.</summary>
    /// <returns>The first that is late, if one is.</returns>
    public UserTurn? Late(TimeSpan now)
    {
        foreach (var turn in _running.Keys)
        {
            if (turn.Deadline <= now && !turn.IsGivenUp)
            {
                turn.IsGivenUp = true;
                turn.Cancel();
                return turn;
            }
        }

        return null;
    }

    /// <summary>Gives up on everything and waits until the recogniser has let go.</summary>
    public Task UnwindAsync()
    {
        (_detector as IDisposable)?.Dispose();
        foreach (var turn in _running.Keys)
        {
            turn.Cancel();
        }

        return Waits.AllAsync(_running.Values);
    }

    private void Begin(bool isContinuation)
    {
        Turn = new(_sampleRate) { IsContinuation = isContinuation, HasVoice = isContinuation, IsTold = _recogniser is null };
        if (_recogniser is not null)
        {
            _running.Add(Turn, TranscribeAsync(Turn, _recogniser));
        }
    }

    private async Task TranscribeAsync(UserTurn turn, ISpeechToText recogniser)
    {
        await Task.Yield();
        TurnFailure? failure = null;
        try
        {
            await turn.TranscribeAsync(
                recogniser, _recogniserOptions, transcript => _mailbox.Post(new ConversationInput.Heard(turn, transcript)));
        }
        catch (OperationCanceledException)
        {
            // Nobody waits for the words any more.
        }
        catch (Exception exception)
        {
            failure = exception as TurnFailure ?? new(TurnFailure.SpeechToText, exception);
        }

        _mailbox.Post(new ConversationInput.Transcribed(turn, failure));
    }
}

/// <summary>What a frame did to the other side's turn.</summary>
internal enum EarEvent
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The turn has lasted as long as a turn may.</summary>
    TooLong,
}
