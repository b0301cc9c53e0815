using Parley.Agents.Latency;
using Parley.Agents.Lines;
using Parley.Agents.SpeechToSpeech;

namespace Parley.Agents.Turns;

/// <summary>
/// The bot's side of the turns: one plays, others wait and work ahead. Owned by the conversation's task.
/// </summary>
/// <param name="engine">Who speaks; <see langword="null"/> when the model does itself.</param>
/// <param name="options">How.</param>
/// <param name="line">Into what.</param>
/// <param name="mailbox">Where turns report that they are written.</param>
/// <param name="marks">Makes a turn's marks.</param>
/// <param name="model">The model that speaks its answers itself, if there is one.</param>
internal sealed class Voice(
    ITextToSpeech? engine, TextToSpeechOptions options, AgentAudioPort line, Mailbox mailbox, Func<TurnMarks> marks, SpeechModel? model = null)
{
    private readonly LinkedList<BotTurn> _waiting = [];
    private readonly Dictionary<BotTurn, Task> _running = [];

    /// <summary>The turn that may play.</summary>
    public BotTurn? Current { get; private set; }

    /// <summary>The turn that is next.</summary>
    public BotTurn? Next => _waiting.First?.Value;

    /// <summary>All turns, the current one first.</summary>
    public IEnumerable<BotTurn> Turns => Current is null ? _waiting : _waiting.Prepend(Current);

    public bool IsBusy => Current is not null || _waiting.Count > 0;

    public bool IsAudible => Current is { IsAudible: true };

    /// <summary>Queues a turn, which starts to prepare itself if it is first or second in line.</summary>
    public BotTurn Add(ITurnText text, TaskCompletionSource<bool>? played = null)
    {
        var turn = new BotTurn(text, engine, options, line, marks(), played);
        _waiting.AddLast(turn);
        Prepare();
        return turn;
    }

    /// <summary>A turn that works ahead, though it may never be wanted.</summary>
    public BotTurn? Draft { get; private set; }

    /// <summary>Has a turn work ahead, in place of any other that does.</summary>
    public void Begin(ChatReply text)
    {
        DropDraft();
        Draft = new(text, engine, options, line, marks());
        Run(Draft);
    }

    /// <summary>Queues the turn that worked ahead.</summary>
    public void TakeDraft()
    {
        (Draft!.Text as ChatReply)?.Want();
        _waiting.AddLast(Draft);
        Draft = null;
    }

    /// <summary>Forgets the turn that worked ahead.</summary>
    public void DropDraft()
    {
        Draft?.Cancel();
        Draft = null; // Never a model's own: only chat models are asked beforehand.
    }

    /// <summary>Lets the next turn play, when none does.</summary>
    public void StartNext()
    {
        if (Current is null && _waiting.First is { Value: var turn })
        {
            _waiting.RemoveFirst();
            Current = turn;
            Run(turn);
            turn.Release();
            Prepare();
        }
    }

    /// <summary>How much of the current turn is still to be played, when nothing comes behind it; <see langword="null"/> while that is not known.</summary>
    public TimeSpan? Rest => Current is { IsWritten: true } turn && _waiting.Count == 0
        ? TimeSpan.FromSeconds((double)(turn.End - line.Playback.Played) / line.SampleRate)
        : null;

    /// <summary>Silences the current turn, which stays: from the next tick on not a sample goes out.</summary>
    public void Hold() => line.Playback.Hold();

    /// <summary>Lets it go on where it was.</summary>
    public void Resume() => line.Playback.Resume();

    /// <summary>Looks how far the current turn has come.</summary>
    /// <returns>What changed since the last look.</returns>
    public VoiceProgress Observe()
    {
        if (Current is not { } turn)
        {
            return VoiceProgress.None;
        }

        var played = line.Playback.Played;
        if (!turn.IsAudible && turn.HasBegunBefore(played))
        {
            turn.IsAudible = true;
            return VoiceProgress.Started;
        }

        return turn.IsWritten && turn.End <= played ? VoiceProgress.Finished : VoiceProgress.None;
    }

    /// <summary>Takes the finished turn away.</summary>
    public BotTurn Finish()
    {
        var turn = Current!;
        Current = null;
        turn.Settle(turn.Failure is null);
        return turn;
    }

    /// <summary>Silences the current turn; not a sample goes out after this call.</summary>
    /// <param name="spoken">What it had said.</param>
    public BotTurn? Cut(out string spoken)
    {
        spoken = "";
        if (Current is not { } turn)
        {
            return null;
        }

        Current = null;
        var position = line.Playback.Clear();
        turn.IsAudible |= turn.HasBegunBefore(position);
        spoken = turn.SpokenUntil(position);
        Cancel(turn, position);
        return turn;
    }

    /// <summary>Puts a turn that was cut before it was heard, or whose sound was in vain, back to be said from its first word.</summary>
    public void Repeat(BotTurn turn)
    {
        _waiting.AddFirst(turn.Again());
        Prepare();
    }

    /// <summary>Forgets the turns that wait.</summary>
    public void DropWaiting()
    {
        DropDraft();
        foreach (var turn in _waiting)
        {
            Cancel(turn, line.Playback.Played);
            turn.Settle(false);
            if (!_running.ContainsKey(turn))
            {
                turn.Dispose();
            }
        }

        _waiting.Clear();
    }

    /// <summary>A turn's tasks have ended.</summary>
    public void Written(BotTurn turn, TurnFailure? failure)
    {
        (turn.IsWritten, turn.Failure) = (true, failure);
        _running.Remove(turn);
        turn.Dispose();
    }

    /// <summary>Waits for the tasks of turns that were cancelled.</summary>
    public Task UnwindAsync() => Waits.AllAsync(_running.Values);

    private void Prepare()
    {
        if (_waiting.First is { Value: var next })
        {
            Run(next);
        }
    }

    private void Run(BotTurn turn)
    {
        if (!turn.IsWritten && !_running.ContainsKey(turn))
        {
            _running.Add(turn, RunAsync(turn));
            if (turn.Speech is not null)
            {
                model!.Say(turn.Speech, turn.Marks);
            }
        }
    }

    private void Cancel(BotTurn turn, long position)
    {
        turn.Cancel();
        if (turn.Speech is not null)
        {
            model!.Stop(turn.Speech, position);
        }
    }

    private async Task RunAsync(BotTurn turn)
    {
        // Engines may do much before their first await; the owner task is not to wait for it.
        await Task.Yield();
        TurnFailure? failure = null;
        try
        {
            await turn.RunAsync();
        }
        catch (OperationCanceledException)
        {
            // Interrupted.
        }
        catch (Exception exception)
        {
            failure = exception as TurnFailure ?? new(TurnFailure.Playback, exception);
        }

        mailbox.Post(new ConversationInput.Written(turn, failure));
    }
}

/// <summary>What happened to the turn that plays.</summary>
internal enum VoiceProgress
{
    /// <summary>Nothing new.</summary>
    None,

    /// <summary>Its first sample went out.</summary>
    Started,

    /// <summary>Its last sample went out.</summary>
    Finished,
}
