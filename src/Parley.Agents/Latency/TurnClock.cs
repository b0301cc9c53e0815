using Parley.Agents.Lines;

namespace Parley.Agents.Latency;

/// <summary>
/// Measures how long the other side waits for an answer, turn by turn: from the end of its speech to the packet that carries the first sound of the bot. Owned by
/// the conversation's task.
/// </summary>
/// <param name="participantId">Whom the conversation is with.</param>
/// <param name="line">The line into the room.</param>
/// <param name="time">The session's clock.</param>
/// <param name="firstPacketAfter">When the first packet at or after a timestamp went to the participant; <see langword="null"/> where none is known.</param>
internal sealed class TurnClock(string? participantId, AgentAudioPort line, TimeProvider time, Func<long, long?> firstPacketAfter)
{
    /// <summary>A packet that carries a sample leaves within the tick that takes it; later ones carry others.</summary>
    private static readonly TimeSpan PacketPatience = TimeSpan.FromMilliseconds(60);

    /// <summary>A word dies away for so long after the detector has let go of it.</summary>
    private static readonly TimeSpan LongestTail = TimeSpan.FromMilliseconds(80);

    private readonly SoundEnd _soundEnd = new(line.SampleRate);
    private TimeSpan _lastSpeech;
    private TimeSpan _lastSound;
    private Question? _question;
    private Answer? _answer;

    /// <summary>Takes note of a frame of the other side's, to know exactly when it fell silent.</summary>
    /// <param name="now">The line's time at the frame's end.</param>
    /// <param name="frame">The frame.</param>
    /// <param name="isSpeech">Whether the detector takes it for speech.</param>
    public void Hear(TimeSpan now, ReadOnlySpan<short> frame, bool isSpeech)
    {
        _lastSpeech = isSpeech ? now : _lastSpeech;
        if (now - _lastSpeech <= LongestTail && _soundEnd.Find(frame) is { } quiet)
        {
            _lastSound = now - quiet;
        }
    }

    /// <summary>The other side's turn is over.</summary>
    /// <param name="isTold">Whether no words of it are waited for.</param>
    public void UserStopped(bool isTold) => _question = new(line.TimeOf(_lastSound), time.GetTimestamp()) { IsTold = isTold };

    /// <summary>The other side speaks again, so that nothing is waited for.</summary>
    public void UserStarted() => Forget();

    /// <summary>Nothing is waited for: what was heard meant nothing.</summary>
    public void Forget() => _question = null;

    /// <summary>The words of the turn are there.</summary>
    public void UserTold()
    {
        if (_question is { IsTold: false } question)
        {
            _question = question with { IsTold = true, Told = time.GetTimestamp() };
        }
    }

    /// <summary>The first sample of a bot turn went into the room.</summary>
    public void BotStarted(TurnMarks marks)
    {
        if (_question is { } question)
        {
            _answer = new(question, marks, line.MarkedAt ?? time.GetTimestamp()); // The mark is set a moment after the sample is taken.
        }

        _question = null;
    }

    /// <summary>Gives the turn's figures once they are known; to be asked with every tick.</summary>
    /// <param name="isOver">Whether the bot's turn is over, so that nothing more will be known.</param>
    public TurnLatency? TryTake(bool isOver)
    {
        if (_answer is not { } answer)
        {
            return null;
        }

        answer.FirstPacket ??= firstPacketAfter(answer.FirstSample);
        var isLate = isOver || time.GetElapsedTime(answer.FirstSample) > PacketPatience;
        if (answer.FirstPacket is null && !isLate)
        {
            return null;
        }

        if (answer.Marks.LeadingSilence is null && !isOver)
        {
            return null;
        }

        _answer = null;
        return Describe(answer);
    }

    private TurnLatency Describe(Answer answer)
    {
        var (question, marks) = (answer.Question, answer.Marks);
        TimeSpan? leading = marks.LeadingSilence is { } samples ? TimeSpan.FromSeconds((double)samples / line.SampleRate) : null;
        var sent = answer.FirstPacket ?? answer.FirstSample;
        return new(participantId)
        {
            SpeechEnded = time.GetUtcNow() - time.GetElapsedTime(question.SpeechEnded),
            TurnEnded = Since(question.Decided)!.Value,
            Transcript = Since(question.Told),
            ChatAsked = Since(marks.ChatAsked),
            FirstToken = Since(marks.FirstToken),
            SynthesisAsked = Since(marks.SynthesisAsked),
            FirstAudio = Since(marks.FirstAudio),
            FirstSample = Since(answer.FirstSample)!.Value,
            FirstPacket = Since(answer.FirstPacket),
            LeadingSilence = leading,
            VoiceToVoice = Since(sent)!.Value + (leading ?? TimeSpan.Zero),
        };

        TimeSpan? Since(long? at) => at is { } timestamp ? time.GetElapsedTime(question.SpeechEnded, timestamp) : null;
    }

    /// <summary>A turn of the other side that waits for its answer.</summary>
    private sealed record Question(long SpeechEnded, long Decided)
    {
        public bool IsTold { get; init; }

        public long? Told { get; init; }
    }

    /// <summary>A bot turn that is heard.</summary>
    private sealed record Answer(Question Question, TurnMarks Marks, long FirstSample)
    {
        public long? FirstPacket { get; set; }
    }
}
