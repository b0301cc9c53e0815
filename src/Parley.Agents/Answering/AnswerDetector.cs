using Parley.Audio.CallProgress;

namespace Parley.Agents.Answering;

/// <summary>
/// Says who answered, from sound alone. Two stages: a provisional human soon after a short greeting, so that the agent can begin to talk; and a
/// revision when a record beep, or talk that takes no notice of the agent, shows a machine. One per call leg, fed in order from the answer on,
/// from one thread. Allocates only when it tells something.
/// </summary>
public sealed class AnswerDetector
{
    /// <summary>Beeps this much quieter than the voice are things in a person's room, in dB.</summary>
    private const double FaintBeepDb = 8;

    /// <summary>The model must be this sure to turn its own verdict round.</summary>
    private const double RevisionThreshold = 0.02;

    /// <summary>Nobody says less than this; the end of a cut "Hey" is longer.</summary>
    private static readonly TimeSpan LeastGreeting = TimeSpan.FromMilliseconds(120);

    /// <summary>A recording of at least this much talk needs no loud beep.</summary>
    private static readonly TimeSpan LongGreeting = TimeSpan.FromSeconds(2.5);

    private readonly AnswerDetectorOptions _options;
    private readonly AnswerModel _model;
    private readonly AnswerThresholds _thresholds;
    private readonly CallProgressAnalyzer _analyzer = new();
    private readonly AnswerFeatures _features = new();
    private readonly float[] _inputs = new float[AnswerFeatures.Names.Length];
    private readonly List<AnswerSignal> _events = new(4);

    private AnsweredBy? _verdict;
    private bool _isFinal;
    private TimeSpan _decidedAt;
    private double _probability = 0.5;
    private TimeSpan _lastTone;
    private TimeSpan _speakAt = TimeSpan.MaxValue;
    private bool _toldToLeave;
    private bool _hungUp;
    private TimeSpan _agentSpoke;
    private TimeSpan _talkedOver;
    private int _sinceEvaluation;

    /// <summary>Makes a detector for a leg.</summary>
    public AnswerDetector(AnswerDetectorOptions? options = null)
        : this(options, AnswerModel.Default)
    {
    }

    internal AnswerDetector(AnswerDetectorOptions? options, AnswerModel model)
    {
        _options = options ?? new();
        _model = model;
        _thresholds = new(_options.Profile);
    }

    /// <summary>The rate of the frames, in Hz.</summary>
    public static int SampleRate => CallProgressAnalyzer.SampleRate;

    /// <summary>Samples of a frame: 20 ms.</summary>
    public static int FrameLength => CallProgressAnalyzer.FrameLength;

    /// <summary>How much was heard.</summary>
    public TimeSpan Elapsed => _analyzer.Elapsed;

    /// <summary>The verdict in force; null while there is none.</summary>
    public AnsweredBy? Verdict => _verdict;

    /// <summary>
    /// Whether there is nothing more to find out: a verdict past revision. Further frames cost nothing, and <see cref="Elapsed"/> stands still.
    /// A machine is listened to until its owner lets the detector go: beeps may still come.
    /// </summary>
    public bool IsSettled => _verdict switch
    {
        null or AnsweredBy.Machine or AnsweredBy.Silence or AnsweredBy.Ringback or AnsweredBy.Unknown => false,
        AnsweredBy.Human => Elapsed - _decidedAt > _options.RevisionWindow,
        _ => _isFinal,
    };

    /// <summary>Sees the inputs of the model at each evaluation; training listens here.</summary>
    internal Action<ReadOnlySpan<float>, double>? Evaluated { get; init; }

    /// <summary>The model is asked, but its answer decides nothing: training wants every point of a call.</summary>
    internal bool OnlyEvaluates { get; init; }

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

        HearTalk(agentSpeaks);
        JudgeTime();
        JudgeMessage();
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

    private void Hear(CallProgressEvent signal)
    {
        switch (signal.Signal)
        {
            case CallProgressSignal.SpecialInformation:
                Decide(AnsweredBy.Intercept, 0.99, "special information tones", isFinal: true);
                break;
            case CallProgressSignal.Fax:
                Decide(AnsweredBy.Fax, 0.98, "fax tone", isFinal: true);
                break;
            case CallProgressSignal.Busy when _analyzer.Speech.Utterances == 0:
                Decide(AnsweredBy.Busy, 0.98, "busy tone", isFinal: true);
                break;
            case CallProgressSignal.Busy:
                _hungUp = true;
                Decide(AnsweredBy.Machine, 0.95, "busy tone after talk", isFinal: true);
                break;
            case CallProgressSignal.Ringing:
                _features.Rang = true;
                break;
            case CallProgressSignal.RecordBeep:
                HearBeep(signal);
                break;
        }
    }

    private void HearBeep(CallProgressEvent beep)
    {
        _features.HeardTone = true;
        var speech = _analyzer.Speech;
        var isFaint = speech.Utterances > 0 && beep.LevelDbov < speech.LevelDbov - FaintBeepDb;
        if (isFaint && _verdict is not AnsweredBy.Machine && speech.Total < LongGreeting)
        {
            return;
        }

        var isPastRevision = _verdict is AnsweredBy.Human && Elapsed - _decidedAt > _options.RevisionWindow;
        if (isPastRevision || _verdict is AnsweredBy.Fax or AnsweredBy.Busy or AnsweredBy.Intercept)
        {
            return;
        }

        _events.Add(new RecordBeepOver(beep.Start, beep.End, beep.Hz, Elapsed));
        Decide(AnsweredBy.Machine, 0.98, "record beep", isFinal: true);
        _speakAt = Elapsed + _options.PauseAfterBeep;
    }

    private void HearTalk(bool agentSpeaks)
    {
        var speech = _analyzer.Speech;
        var frame = TimeSpan.FromMilliseconds(20);
        var talks = speech.IsSpeaking && speech.Silence < TimeSpan.FromMilliseconds(200);
        _agentSpoke += agentSpeaks ? frame : TimeSpan.Zero;
        _talkedOver = agentSpeaks && talks ? _talkedOver + frame : agentSpeaks ? TimeSpan.Zero : _talkedOver;
        if (_verdict is AnsweredBy.Human && _talkedOver >= _options.TalksOverAgent && Elapsed - _decidedAt < _options.RevisionWindow)
        {
            Decide(AnsweredBy.Machine, 0.8, "talks on over the agent", isFinal: false);
        }

        if (speech.Utterances == 0 || _isFinal || _agentSpoke > TimeSpan.FromSeconds(0.5))
        {
            return;    // the model knows calls on which the caller is silent
        }

        // Every 240 ms of running talk, and every 100 ms of quiet from 300 ms on.
        _sinceEvaluation++;
        var due = talks ? _sinceEvaluation >= 12 : speech.Silence >= TimeSpan.FromMilliseconds(300) && speech.Silence.Milliseconds % 100 == 0;
        if (due)
        {
            _sinceEvaluation = 0;
            Evaluate(talks);
        }
    }

    private void Evaluate(bool talks)
    {
        _features.Write(_analyzer, _inputs);
        _probability = _model.Probability(_inputs);
        Evaluated?.Invoke(_inputs, _probability);
        if (OnlyEvaluates)
        {
            return;
        }

        var quiet = _analyzer.Speech.Silence.TotalSeconds;
        var isProvisional = _verdict is null or AnsweredBy.Silence or AnsweredBy.Ringback;
        if (isProvisional && !talks && _probability >= _thresholds.Human(quiet) && _analyzer.Speech.Total >= LeastGreeting)
        {
            Decide(AnsweredBy.Human, _probability, "short greeting, then quiet", isFinal: false);
        }
        else if (isProvisional && _probability <= _thresholds.Machine(quiet, _analyzer.Speech.Total.TotalSeconds))
        {
            Decide(AnsweredBy.Machine, 1 - _probability, talks ? "long greeting" : "greeting with the rhythm of a recording", isFinal: false);
        }
        else if (_verdict is AnsweredBy.Human && _probability <= RevisionThreshold)
        {
            Decide(AnsweredBy.Machine, 1 - _probability, "talks on like a recording", isFinal: false);
        }
        else if (_verdict is AnsweredBy.Machine && _probability >= 1 - RevisionThreshold)
        {
            Decide(AnsweredBy.Human, _probability, "waits for an answer", isFinal: false);
        }
    }

    private void JudgeTime()
    {
        if (_verdict is not null)
        {
            return;
        }

        if (_analyzer.Speech.Utterances == 0 && Elapsed >= _options.NoSpeechTimeout)
        {
            Decide(_features.Rang ? AnsweredBy.Ringback : AnsweredBy.Silence, 0.9, _features.Rang ? "it rings" : "nobody speaks", isFinal: false);
        }
        else if (_analyzer.Speech.Utterances > 0 && Elapsed >= _options.Deadline)
        {
            // A person taken for a machine costs far more than the reverse.
            var human = _probability >= 0.3;
            Decide(human ? AnsweredBy.Human : AnsweredBy.Machine, human ? _probability : 1 - _probability, "best guess at the deadline", isFinal: false);
        }
    }

    private void JudgeMessage()
    {
        if (_verdict is not AnsweredBy.Machine || _hungUp)
        {
            return;
        }

        if (Elapsed >= _speakAt)
        {
            _speakAt = TimeSpan.MaxValue;
            _toldToLeave = true;
            _events.Add(new MessageMayStart("after the beep", Elapsed));
            return;
        }

        var quiet = Min(_analyzer.Speech.Silence, Elapsed - _lastTone);
        if (!_toldToLeave && _speakAt == TimeSpan.MaxValue && quiet >= _options.SilenceBeforeMessage)
        {
            _toldToLeave = true;
            _events.Add(new MessageMayStart("no beep, but quiet after the greeting", Elapsed));
        }
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

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
