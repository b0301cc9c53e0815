using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Parley.Agents.Latency;
using Parley.Agents.Lines;
using Parley.Agents.SpeechToSpeech;

namespace Parley.Agents.Turns;

/// <summary>
/// The owner task of a conversation: everything that happens in it happens here, one thing after the other. It wakes with every tick of
/// the room, and when word
/// comes from the tasks that listen, think and speak. Its time is that of the line: frames heard.
/// </summary>
internal sealed partial class ConversationLoop
{
    private readonly ConversationSetup _setup;
    private readonly Mailbox _mailbox;
    private readonly Wake _wake;
    private readonly AgentAudioPort _line;
    private readonly Ear _ear;
    private readonly Voice? _voice;
    private readonly SpeechModel? _model;
    private readonly TurnClock _clock;
    private readonly IAnswerListener? _answers;
    private readonly ILogger _logger;
    private readonly List<ChatMessage> _history = [];
    private readonly EchoSuppressor? _echo;
    private readonly TimeSpan _frameTime = TimeSpan.FromMilliseconds(20);

    private TimeSpan _now;
    private string? _endReason;
    private bool _hangsUp;

    public ConversationLoop(ConversationSetup setup, AgentAudioPort line, Mailbox mailbox, Wake wake, ILogger logger)
    {
        (_setup, _line, _mailbox, _wake, _logger) = (setup, line, mailbox, wake, logger);
        _echo = setup.Options.SuppressEcho ? EchoSuppressor.For(line.SampleRate) : null;
        _answers = setup.AnswerListener?.Invoke(line.SampleRate);
        _ear = new(setup, line.SampleRate, mailbox);
        _model = setup.SpeechToSpeech is { } model ? new(model, ModelSetup(setup, line.SampleRate), mailbox) : null;
        _voice = setup.TextToSpeech is not null || _model is not null
            ? new(setup.TextToSpeech, setup.Options.TextToSpeech, line, mailbox, () => new(setup.Time, setup.Note), _model)
            : null;
        _clock = new(setup.ParticipantId, line, setup.Time, setup.FirstPacketAfter);
        _floor = _answers is not null || setup.Options.FirstSpeaker is FirstSpeaker.Callee ? Floor.Held : Floor.Open;
    }

    /// <summary>Runs until the conversation is over.</summary>
    /// <returns>Why it ended, and whether the call is to be hung up with it.</returns>
    public async Task<(string Reason, bool HangUp)> RunAsync()
    {
        try
        {
            Begin();
            while (true)
            {
                while (_endReason is null && _mailbox.TryTake(out var input))
                {
                    Handle(input);
                }

                HearTicks();
                if (_endReason is not null)
                {
                    break;
                }

                StartVoice();
                await _wake.WaitAsync();
            }
        }
        catch (Exception exception)
        {
            // A bug. The callee is not to be left in dead air.
            Log.LoopFailed(_logger, exception);
            Stop($"The conversation failed: {exception.Message}", hangUp: true);
        }

        CutVoice();
        _voice?.DropWaiting();
        return (_endReason ?? "", _hangsUp);
    }

    /// <summary>Waits for the tasks that listened, thought and spoke; all were cancelled.</summary>
    public async Task UnwindAsync()
    {
        _stopAsking?.Invoke();
        await _asking;
        await EndToolsAsync();
        if (_model is not null)
        {
            await _model.UnwindAsync();
        }

        await _ear.UnwindAsync();
        if (_voice is not null)
        {
            await _voice.UnwindAsync();
        }

        // Whoever asked too late to have something said is told so.
        while (_mailbox.TryTake(out var input))
        {
            (input as ConversationInput.Say)?.Played?.TrySetResult(false);
        }
    }

    private void Begin()
    {
        _model?.Connect();
        Greet();
        ReplyIfDue();
        StartIdleWatch();
    }

    private void Handle(ConversationInput input)
    {
        switch (input)
        {
            case ConversationInput.Say say:
                Say(say.Text, say.Played);
                break;
            case ConversationInput.Typed typed:
                HearTyped(typed.Text, typed.RunImmediately);
                break;
            case ConversationInput.End end:
                End(end.Goodbye);
                break;
            case ConversationInput.EndAfterReply:
                EndAfterReply();
                break;
            case ConversationInput.ToolsAsked asked:
                BeginTools(asked.Round);
                break;
            case ConversationInput.ToolsDone done:
                FinishTools(done.Round);
                break;
            case ConversationInput.Busy busy:
                _busy += busy.Change;
                break;
            case ConversationInput.Hold hold:
                Hold(hold.Change);
                break;
            case ConversationInput.Hush:
                Hush();
                break;
            case ConversationInput.Abort abort:
                Stop(abort.Reason, hangUp: false);
                break;
            case ConversationInput.ModelOpened opened:
                OpenModel(opened.Session);
                break;
            case ConversationInput.ModelTold told when _model!.IsOf(told.Session):
                HearModel(told.Event);
                break;
            case ConversationInput.ModelLost lost:
                EndWithoutModel(lost.Message);
                break;
            case ConversationInput.Instruct instruct:
                _model?.Instruct(instruct.Instructions);
                break;
            case ConversationInput.KeyPressed:
                _pressesKeys = true;
                break;
            case ConversationInput.UserTurnDemanded demanded:
                DemandTurn(demanded.IsStart);
                break;
            case ConversationInput.Opinion opinion:
                JudgeAll(_answers!.Hear(opinion.Answer));
                break;
            case ConversationInput.Heard heard:
                HearWords(heard.Turn, heard.Transcript);
                break;
            case ConversationInput.Transcribed transcribed:
                FinishTranscript(transcribed.Turn, transcribed.Failure);
                break;
            case ConversationInput.Written written:
                _voice!.Written(written.Turn, written.Failure);
                ReportFailure(written.Failure);
                break;
        }
    }

    /// <summary>Goes through what has gone by in the room.</summary>
    private void HearTicks()
    {
        Span<short> said = stackalloc short[_line.FrameLength]; // Not the call's own: memory that many calls have in common stays in the processor's cache.
        Span<short> heard = stackalloc short[_line.FrameLength];
        HearTicks(said, heard);
    }

    private void HearTicks(Span<short> said, Span<short> heard)
    {
        while (_endReason is null && _line.TryHear(said, heard))
        {
            Tick(said, heard);
        }
    }

    /// <summary>Another 20 ms have gone by in the room.</summary>
    private void Tick(ReadOnlySpan<short> said, Span<short> heard)
    {
        _now += _frameTime;
        FollowVoice();
        TellLatency(isOver: false);
        _echo?.Process(said, heard);
        if (_answers is not null)
        {
            JudgeAll(_answers.Hear(heard, _voice?.IsAudible ?? false));
        }

        _model?.Hear(heard, isDeaf: _isMuted || _holds > 0);
        Listen(heard);
        WatchDoubt();
        WatchDeadlines();
        WatchTools();
        WatchIdle();
        StartVoice();
    }

    private void Stop(string reason, bool hangUp)
    {
        _endReason ??= reason;
        _hangsUp |= hangUp;
    }

    private void ReportFailure(TurnFailure? failure)
    {
        if (failure is not null)
        {
            Log.EngineFailed(_logger, failure.Engine, failure.InnerException!);
            Emit(new ConversationError(_setup.ParticipantId, failure.Engine, failure.Message));
        }
    }

    private void TellLatency(bool isOver)
    {
        if (_clock.TryTake(isOver) is { } latency)
        {
            Emit(latency);
        }
    }

    private void Emit(ConversationEvent occurred) => _setup.Emit(occurred);

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A conversation's owner task failed; the call ends.")]
        public static partial void LoopFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The chat model that was asked who answered failed; sound and words decide without it.")]
        public static partial void TieBreakerFailed(ILogger logger, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The function {Name} failed; the model was told.")]
        public static partial void ToolFailed(ILogger logger, string name, Exception exception);

        [LoggerMessage(Level = LogLevel.Warning, Message = "The {Engine} engine failed during a turn; the conversation goes on.")]
        public static partial void EngineFailed(ILogger logger, string engine, Exception exception);
    }
}
