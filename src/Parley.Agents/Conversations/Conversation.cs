using System.Buffers.Binary;
using Microsoft.Extensions.Logging;
using Parley.Agents.Lines;
using Parley.Agents.Turns;

namespace Parley.Agents;

/// <summary>
/// A spoken conversation with one participant, on a private line, or with the whole room. It listens, takes turns, lets itself be
/// interrupted, and
/// reports what was said as events of its session. All members may be called from any task, and once it is over they do nothing.
/// </summary>
public sealed partial class Conversation
{
    private readonly AgentSession _session;
    private readonly Wake _wake = new();
    private readonly Mailbox _mailbox;
    private readonly ConversationSetup _setup;
    private readonly ILogger _logger;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;

    internal Conversation(AgentSession session, string? participantId, ConversationBuilder builder)
    {
        if (builder is { Consent.Mode: ConsentMode.Ask, SpeechToText: null })
        {
            throw new InvalidOperationException("Who is asked whether the call may be recorded has to be understood: UseSpeechToText was not called.");
        }

        _session = session;
        _mailbox = new(_wake);
        _logger = session.Loggers.CreateLogger<Conversation>();
        ParticipantId = participantId;
        CallTool[] tools = [.. builder.Tools.SelectMany(make => make(this))];
        _navigator = builder.Navigation is { } navigation ? new(this, builder.ChatClient!, navigation) : null;
        _setup = new()
        {
            ParticipantId = participantId,
            Options = builder.Options,
            VoiceActivity = builder.VoiceActivity,
            Turns = builder.Turns.Stop.Count == 0 && session.Start.TurnStop.Policy is { } stop ? builder.Turns with { Stop = [stop] } : builder.Turns,
            Seed = BinaryPrimitives.ReadInt32LittleEndian(session.SessionId.ToByteArray()),
            Detector = DetectorOf(builder),
            Answering = builder.Answering,
            AnswerListener = builder.AnswerListener
                ?? (builder.Answering is { } answering ? rate => new AnswerListener(participantId, rate, answering, hasRecogniser: builder.SpeechToText is not null) : null),
            SpeechToText = builder.SpeechToText,
            TextToSpeech = builder.TextToSpeech,
            ChatClient = _navigator ?? builder.ChatClient,
            SpeechToSpeech = builder.SpeechToSpeech,
            SpeechToSpeechOptions = builder.SpeechToSpeechOptions,
            Answers = builder.Answers,
            ChatOptions = WithTools(builder.ChatOptions, tools),
            Tools = FindTools(builder.ChatOptions, tools),
            Emit = Emit,
            Note = progress => session.Note(progress with { ParticipantId = participantId }),
            Consent = builder.Consent,
            Record = () => _ = participantId is null ? null : session.ResumeRecordingAsync(participantId),
            Time = session.Time,
            FirstPacketAfter = timestamp => participantId is null ? null : session.Transport.FirstPacketAfter(participantId, timestamp),
        };
        session.Add(this);
    }

    /// <summary>Whom the conversation is with; <see langword="null"/> for the whole room.</summary>
    public string? ParticipantId { get; }

    /// <summary>Completes when the conversation is over, for whatever reason; never faults.</summary>
    public Task Completion => _completion.Task;

    /// <summary>The owner task. It handles its own failures; <see cref="Completion"/> follows it.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Opens the line and begins. Starting twice, or after the participant has left, is harmless.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isStarted || _completion.Task.IsCompleted)
            {
                return;
            }

            _isStarted = true;
        }

        ConversationLoop loop;
        IAsyncDisposable? line;
        try
        {
            var port = new AgentAudioPort(_session.Transport.SampleRate, _wake, _session.Time);
            loop = new(_setup, port, _mailbox, _wake, _logger);
            if (_setup.Consent is not null && ParticipantId is not null)
            {
                await _session.PauseRecordingAsync(ParticipantId, cancellationToken);
            }

            line = await _session.Transport.OpenLineAsync(port, ParticipantId, cancellationToken);
        }
        catch
        {
            Finish("The conversation could not begin.");
            throw;
        }

        if (line is null)
        {
            Finish("The participant left.");
            return;
        }

        _session.Post(new ConversationStarted(ParticipantId));
        BeginNavigation();
        Running = RunAsync(loop, line);
    }

    /// <summary>Says a text after what is already queued. Returns once queued. While a machine is on the line, nothing is said.</summary>
    /// <exception cref="InvalidOperationException">The conversation has no voice.</exception>
    public Task SayAsync(string text, CancellationToken cancellationToken = default)
    {
        Post(new ConversationInput.Say(RequireVoice(text), Played: null));
        return Task.CompletedTask;
    }

    /// <summary>
    /// Says a text and waits until its last sample went into the room. Not for handlers of events: they start work and return.
    /// </summary>
    /// <returns><see langword="false"/> when it was interrupted, its voice failed, or the conversation ended before.</returns>
    /// <exception cref="InvalidOperationException">The conversation has no voice.</exception>
    public async Task<bool> SayAndWaitAsync(string text, CancellationToken cancellationToken = default)
    {
        var played = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(new ConversationInput.Say(RequireVoice(text), played));
        await using var registration = cancellationToken.UnsafeRegister(
            static (played, token) => ((TaskCompletionSource<bool>)played!).TrySetCanceled(token), played);
        return await played.Task;
    }

    /// <summary>
    /// Ends the call politely: says <paramref name="goodbye"/>, which cannot be interrupted, to its last sample, then hangs up (the
    /// participant's leg, or the room).
    /// Returns once queued; <see cref="Completion"/> tells the end.
    /// </summary>
    public Task EndAsync(string? goodbye = null, CancellationToken cancellationToken = default)
    {
        Post(new ConversationInput.End(goodbye));
        return Task.CompletedTask;
    }

    /// <summary>Begins a turn of the other side, as when a key to talk goes down. Heeded by <see cref="StartOnDemand"/>. Returns at once.</summary>
    public void StartUserTurn() => Post(new ConversationInput.UserTurnDemanded(IsStart: true));

    /// <summary>Ends the turn of the other side that is under way. Heeded by <see cref="StopOnDemand"/>. Returns at once.</summary>
    public void StopUserTurn() => Post(new ConversationInput.UserTurnDemanded(IsStart: false));

    /// <summary>
    /// Takes words of the other side that came as text (a chat beside the call, an RTVI client). Returns once queued.
    /// </summary>
    /// <param name="text">The words.</param>
    /// <param name="runImmediately">Whether they interrupt the bot and are answered at once; otherwise they are known when it answers next.</param>
    /// <param name="cancellationToken">Not waited for.</param>
    public Task HearTextAsync(string text, bool runImmediately = true, CancellationToken cancellationToken = default)
    {
        Post(new ConversationInput.Typed(text, runImmediately));
        return Task.CompletedTask;
    }

    /// <summary>Gives the model of <see cref="ConversationBuilder.UseSpeechToSpeech"/> other instructions, from its next answer on. Returns once queued.</summary>
    /// <exception cref="InvalidOperationException">The conversation has no such model.</exception>
    public Task InstructAsync(string instructions, CancellationToken cancellationToken = default)
    {
        if (_setup.SpeechToSpeech is null)
        {
            throw new InvalidOperationException("There is no model to be instructed: UseSpeechToSpeech was not called.");
        }

        Post(new ConversationInput.Instruct(instructions));
        return Task.CompletedTask;
    }

    /// <summary>Ends the conversation at once, without a word.</summary>
    internal Task Abort(string reason)
    {
        bool isStarted;
        lock (_gate)
        {
            isStarted = _isStarted;
            _isStarted = true;
        }

        if (isStarted)
        {
            _mailbox.Post(new ConversationInput.Abort(reason));
        }
        else
        {
            Finish(reason);
        }

        return Completion;
    }

    private void Emit(ConversationEvent occurred)
    {
        if (occurred is TurnLatency turn)
        {
            AgentDiagnostics.Record(_session.AgentName, turn);
        }

        _session.Post(occurred);
    }

    private async Task RunAsync(ConversationLoop loop, IAsyncDisposable line)
    {
        var (reason, hangUp) = await loop.RunAsync();
        try
        {
            await using (line) // Given back whatever breaks.
            {
                if (hangUp)
                {
                    await HangUpAsync();
                }

                await loop.UnwindAsync();
            }
        }
        catch (Exception exception)
        {
            Log.UnwindFailed(_logger, exception);
        }

        Finish(reason);
    }

    private Task HangUpAsync() => ParticipantId is null ? _session.LeaveAsync() : _session.StopDialoutAsync(ParticipantId);

    private void Finish(string reason)
    {
        _session.Post(new ConversationEnded(ParticipantId) { Reason = reason });
        _session.Remove(this);
        EndCollecting();
        _completion.TrySetResult();
        while (_mailbox.TryTake(out var input))
        {
            (input as ConversationInput.Say)?.Played?.TrySetResult(false);
        }
    }

    private void Post(ConversationInput input)
    {
        _mailbox.Post(input);
        if (_completion.Task.IsCompleted)
        {
            (input as ConversationInput.Say)?.Played?.TrySetResult(false);
        }
    }

    private string RequireVoice(string text) =>
        _setup is { TextToSpeech: null, SpeechToSpeech: null } ? throw new InvalidOperationException("The conversation has no voice: UseTextToSpeech was not called.") : text;

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Error, Message = "A conversation could not be taken down cleanly.")]
        public static partial void UnwindFailed(ILogger logger, Exception exception);
    }
}
