using Parley.Audio.CallProgress;

namespace Parley.Agents.Answering;

/// <summary>
/// Says who answered, from sound alone; words, where a recogniser listens, vote. Two stages: a provisional human soon after a short greeting, so
/// that the agent can begin to talk; and a revision when a record beep, words, or talk that takes no notice of the agent, show a machine.
/// One per call leg, fed in order from one thread: frames, and between them transcripts as they come. Allocates only when it tells
/// something or is given words.
/// </summary>
public sealed partial class AnswerDetector
{
    private static readonly TimeSpan s_frame = TimeSpan.FromMilliseconds(20);

    private readonly AnswerDetectorOptions _options;
    private readonly AnswerModel _model;
    private readonly AnswerThresholds _soundThresholds;
    private readonly AnswerThresholds _wordThresholds;
    private readonly AnswerWords _words;
    private readonly float[] _inputs = new float[AnswerFeatures.Names.Length];
    private readonly List<AnswerSignal> _events = new(4);

    private CallProgressAnalyzer _analyzer = new();
    private AnswerFeatures _features = new();
    private AnsweredBy? _verdict;
    private bool _isFinal;
    private TimeSpan _decidedAt;

    /// <summary>Makes a detector for a leg.</summary>
    public AnswerDetector(AnswerDetectorOptions? options = null)
        : this(options, AnswerModel.Default, AnswerPhrases.Default)
    {
    }

    internal AnswerDetector(AnswerDetectorOptions? options, AnswerModel model, AnswerPhrases phrases)
    {
        _options = options ?? new();
        _model = model;
        _soundThresholds = AnswerThresholds.Of(_options.Profile, hasWords: false);
        _wordThresholds = AnswerThresholds.Of(_options.Profile, hasWords: true);
        _words = new(phrases);
        IsAnswered = !_options.StartsBeforeAnswer;
    }

    /// <summary>The rate of the frames, in Hz.</summary>
    public static int SampleRate => CallProgressAnalyzer.SampleRate;

    /// <summary>Samples of a frame: 20 ms.</summary>
    public static int FrameLength => CallProgressAnalyzer.FrameLength;

    /// <summary>How much was heard since the answer; before it, since the early media began.</summary>
    public TimeSpan Elapsed => _analyzer.Elapsed;

    /// <summary>Whether the call was answered; what is heard before is early media.</summary>
    public bool IsAnswered { get; private set; }

    /// <summary>The verdict in force; null while there is none.</summary>
    public AnsweredBy? Verdict => _verdict;

    /// <summary>Whether the verdict in force allows irreversible acts. A provisional one may become final without a word: a beep says so.</summary>
    public bool IsFinal => _isFinal;

    /// <summary>What the line sounds like now.</summary>
    public LineState State { get; private set; }

    /// <summary>
    /// Whether there is nothing more to find out: a verdict past revision. Further frames cost nothing, and <see cref="Elapsed"/> stands still.
    /// A machine is listened to until its owner lets the detector go: beeps may still come.
    /// </summary>
    public bool IsSettled => _verdict switch
    {
        null or AnsweredBy.Machine or AnsweredBy.Screening or AnsweredBy.Silence or AnsweredBy.Ringback or AnsweredBy.Unknown => false,
        AnsweredBy.Human => Elapsed - _decidedAt > _options.RevisionWindow,
        _ => _isFinal,
    };

    /// <summary>Sees the inputs of the model at each evaluation; training listens here.</summary>
    internal Action<ReadOnlySpan<float>>? Evaluated { get; init; }

    /// <summary>The model is asked, but its answer decides nothing: training wants every point of a call.</summary>
    internal bool OnlyEvaluates { get; init; }

    /// <summary>
    /// The call was answered: what was heard so far was early media. Time and rhythm begin anew; an announcement that was understood, and the
    /// words, stay.
    /// </summary>
    public void Answer()
    {
        if (IsAnswered)
        {
            return;
        }

        IsAnswered = true;
        (_analyzer, _features) = (new(), new());
        (_decidedAt, _lastTone, _busyUntil, _openSince) = (TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, null);
    }

    /// <summary>Takes the next 20 ms of what the callee says.</summary>
    /// <param name="frame">160 linear samples at 8,000 Hz; zeros where nothing came.</param>
    /// <param name="agentSpeaks">Whether the agent's own voice was going out meanwhile.</param>
    /// <returns>What there is to tell; valid until the next call, usually empty.</returns>
    public IReadOnlyList<AnswerSignal> Process(ReadOnlySpan<short> frame, bool agentSpeaks = false)
    {
        _events.Clear();
        if (IsSettled)
        {
            return _events;
        }

        _analyzer.Process(frame);
        _features.Observe(_analyzer);
        _lastTone = _analyzer.IsTone ? Elapsed : _lastTone;
        foreach (var signal in _analyzer.Events)
        {
            Hear(signal);
        }

        State = StateNow();
        if (IsAnswered)
        {
            HearTalk(agentSpeaks);
            JudgeTime();
            JudgeMessage();
        }

        return _events;
    }

    /// <summary>Takes what a recogniser makes of the callee's words, when it comes: after the frames that were heard by then.</summary>
    /// <param name="transcript">An interim text replaces the one before; a final one stays.</param>
    /// <returns>What there is to tell; valid until the next call, usually empty.</returns>
    public IReadOnlyList<AnswerSignal> Hear(Transcript transcript)
    {
        ArgumentNullException.ThrowIfNull(transcript);
        _events.Clear();
        if (!IsSettled)
        {
            _words.Hear(transcript, Elapsed);
            HearWords();
        }

        return _events;
    }

    /// <summary>Takes the answer to <see cref="OpinionWanted"/>. One that comes after a verdict is not heeded.</summary>
    /// <returns>What there is to tell; valid until the next call.</returns>
    public IReadOnlyList<AnswerSignal> Hear(AnswerOpinion opinion)
    {
        _events.Clear();
        if (_verdict is null && opinion.Verdict is not AnsweredBy.Unknown)
        {
            Decide(opinion.Verdict, opinion.Confidence, "a chat model's opinion of the words", isFinal: false);
        }

        return _events;
    }

    /// <summary>Says what can be said when the call ends before a verdict.</summary>
    public IReadOnlyList<AnswerSignal> Finish()
    {
        _events.Clear();
        if (_verdict is null)
        {
            Decide(_features.Rang ? AnsweredBy.Ringback : AnsweredBy.Unknown, 0, "the call ended first", isFinal: true);
        }

        return _events;
    }

    private void Decide(AnsweredBy verdict, double confidence, string reason, bool isFinal)
    {
        if (_verdict is null)
        {
            _events.Add(new VerdictReached(verdict, confidence, reason, Elapsed, isFinal));
        }
        else if (_verdict != verdict && !_isFinal)
        {
            _events.Add(new VerdictRevised(_verdict.Value, verdict, confidence, reason, Elapsed, isFinal));
        }
        else
        {
            _isFinal |= isFinal && _verdict == verdict;
            return;
        }

        (_verdict, _isFinal, _decidedAt) = (verdict, isFinal, Elapsed);
    }
}
