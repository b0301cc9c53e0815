namespace Parley.Agents.Answering;

/// <summary>What the rhythm of talk, the words and the time say.</summary>
public sealed partial class AnswerDetector
{
    /// <summary>The model must be this sure to turn its own verdict round.</summary>
    private const double RevisionThreshold = 0.04;

    /// <summary>The same after a while in which a person would have said hello again.</summary>
    private const double SettledRevisionThreshold = 0.12;
    private const double SettledQuiet = 1.5;

    /// <summary>What is less likely to be talk is a tone or noise, about which tones and time decide.</summary>
    private const double LeastTalk = 0.5;

    /// <summary>Words must point this clearly to one kind of recording before they name it by themselves.</summary>
    private const float ClearVotes = 1;

    /// <summary>More than one phrase of recordings, and no question of a person: the rhythm must then only not be a person's.</summary>
    private const float ManyVotes = 2;
    private const double WordedMachine = 0.2;

    /// <summary>A person is told within a moment only where it is this sure to be talk: a burst of noise before a tone is short, and then quiet, too.</summary>
    private const double FirstTalk = 0.95;
    private const double FirstQuiet = 0.45;

    /// <summary>Nobody says less than this; the end of a cut "Hey" is longer.</summary>
    private static readonly TimeSpan s_leastGreeting = TimeSpan.FromMilliseconds(120);

    /// <summary>For so long the words of a recording may take to tell which kind it is.</summary>
    private static readonly TimeSpan s_naming = TimeSpan.FromSeconds(2);

    /// <summary>The words of what was heard have come by then, if they come.</summary>
    private static readonly TimeSpan s_wordsDue = TimeSpan.FromSeconds(0.7);

    /// <summary>So much quiet ends a sentence: its words are all there are for now.</summary>
    private static readonly TimeSpan s_sentenceEnd = TimeSpan.FromSeconds(0.3);

    /// <summary>Where it rings, nobody is given up sooner than a whole ring and its pause: who picks up speaks a moment later.</summary>
    private static readonly TimeSpan s_afterRinging = TimeSpan.FromSeconds(1);

    private double _probability = 0.5;
    private double _talkProbability;
    private TimeSpan _agentSpoke;
    private TimeSpan _talkedOver;
    private int _sinceEvaluation;
    private TimeSpan? _openSince;
    private TimeSpan? _recordedSince;
    private bool _hasAsked;

    /// <summary>Whether a person's question outweighs what recordings say.</summary>
    private bool IsVetoed => _words[Cue.Question] >= ClearVotes && _words[Cue.Question] >= _words.Recorded;

    /// <summary>Whether the words leave little doubt that it is a recording.</summary>
    private bool IsWorded => _words.Recorded >= ManyVotes && _words[Cue.Question] < ClearVotes;

    /// <summary>Whether a recogniser listens whose words of the last talk have not come.</summary>
    private bool AwaitsWords => HasWords && (_words.Count == 0 || _words.At < Elapsed - _analyzer.Speech.Silence);

    private bool HasWords => _options.HasRecogniser || _words.Count > 0;

    /// <summary>Whether all that was heard is tones and noise.</summary>
    private bool NobodySpoke => _analyzer.Speech.Utterances == 0 || _talkProbability < LeastTalk;

    private bool IsOpen => _verdict is null or AnsweredBy.Silence or AnsweredBy.Ringback;

    private void HearTalk(bool agentSpeaks)
    {
        var speech = _analyzer.Speech;
        var talks = IsTalking();
        _agentSpoke += agentSpeaks ? s_frame : TimeSpan.Zero;
        _talkedOver = agentSpeaks && talks ? _talkedOver + s_frame : agentSpeaks ? TimeSpan.Zero : _talkedOver;
        if (_verdict is AnsweredBy.Human && _talkedOver >= _options.TalksOverAgent && Elapsed - _decidedAt < _options.RevisionWindow)
        {
            Decide(RecordedKind(), 0.8, "talks on over the agent", isFinal: false);
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

    private void HearWords()
    {
        if (!IsAnswered)
        {
            // Nobody is there yet who could be a person: words that are clear belong to the network, or to a machine behind early media.
            if (_words.Kind() is { } announced && _words[Cue.Question] < ClearVotes && _words.Recorded >= ClearVotes)
            {
                Decide(announced, 0.9, "the words of the announcement before the answer", isFinal: false);
            }

            return;
        }

        if (_analyzer.Speech.Utterances == 0 || _isFinal || _agentSpoke > TimeSpan.FromSeconds(0.5))
        {
            return;
        }

        _sinceEvaluation = 0;
        Evaluate(IsTalking());
    }

    private bool IsTalking() => _analyzer.Speech.IsSpeaking && _analyzer.Speech.Silence < TimeSpan.FromMilliseconds(200);

    private AnsweredBy RecordedKind() => _words.Kind() ?? AnsweredBy.Machine;

    private void Evaluate(bool talks)
    {
        _features.Write(_analyzer, _words, _inputs);
        _probability = _model.Person.Probability(_inputs);
        _talkProbability = _model.Talk.Probability(_inputs);
        Evaluated?.Invoke(_inputs);
        if (OnlyEvaluates || _talkProbability < LeastTalk)
        {
            return;
        }

        var speech = _analyzer.Speech;
        var quiet = speech.Silence.TotalSeconds;
        var thresholds = HasWords ? _wordThresholds : _soundThresholds;
        var revision = quiet < SettledQuiet ? RevisionThreshold : SettledRevisionThreshold;
        if (IsOpen && !talks && _probability >= thresholds.Human(quiet, AwaitsWords) && speech.Total >= s_leastGreeting && (_talkProbability >= FirstTalk || quiet >= FirstQuiet))
        {
            Decide(AnsweredBy.Human, _probability, _words[Cue.Question] >= ClearVotes ? "a person's words" : "short greeting, then quiet", isFinal: false);
        }
        else if (IsVetoed)
        {
            // What only a person says: no rhythm makes a recording of it. A beep still does.
            if (IsRecorded(_verdict))
            {
                Decide(AnsweredBy.Human, Math.Max(_probability, 0.5), "a person's words", isFinal: false);
            }
        }
        else if (IsOpen && _probability <= (IsWorded ? WordedMachine : thresholds.Recorded(quiet, speech.Total.TotalSeconds)))
        {
            _recordedSince ??= Elapsed;
            if (!AwaitsKind())
            {
                Decide(RecordedKind(), 1 - _probability, RecordedReason(talks), isFinal: false);
            }
        }
        else if (_verdict is AnsweredBy.Human && _probability <= revision)
        {
            Decide(RecordedKind(), 1 - _probability, _words.Recorded >= ClearVotes ? "the words of a recording" : "talks on like a recording", isFinal: false);
        }
        else if (IsRecorded(_verdict) && _probability >= 1 - RevisionThreshold)
        {
            Decide(AnsweredBy.Human, _probability, "waits for an answer", isFinal: false);
        }
        else if (IsRecorded(_verdict) && _words.Kind() is { } kind && _words.Recorded >= ClearVotes)
        {
            Decide(kind, 0.9, "the words of a recording", isFinal: false);
        }

        Ask();
    }

    /// <summary>
    /// Whether words may still tell what kind of recording it is. Nobody waits for that: to a recording nothing is said before its greeting is over.
    /// </summary>
    private bool AwaitsKind() => HasWords && Elapsed - _recordedSince < s_naming && _analyzer.Speech.Silence < s_wordsDue
        && (_words.Kind() is null || _words.Recorded < ClearVotes || AwaitsWords || _analyzer.Speech.Silence < s_sentenceEnd);

    private string RecordedReason(bool talks) =>
        _words.Recorded >= ClearVotes ? "the words of a recording" : talks ? "long greeting" : "greeting with the rhythm of a recording";

    /// <summary>Asks for an opinion when it has been open for a while and there are words to judge.</summary>
    private void Ask()
    {
        _openSince = IsOpen && _words.Count > 0 ? _openSince ?? Elapsed : null;
        if (_options.AsksForOpinion && !_hasAsked && _openSince is { } since && Elapsed - since >= _options.OpenBeforeOpinion)
        {
            _hasAsked = true;
            _events.Add(new OpinionWanted(_words.Text, Elapsed));
        }
    }

    private static bool IsRecorded(AnsweredBy? verdict) =>
        verdict is AnsweredBy.Machine or AnsweredBy.Screening or AnsweredBy.Ivr or AnsweredBy.Intercept;

    private void JudgeTime()
    {
        if (_verdict is not null)
        {
            return;
        }

        var rings = _features.Rang || _analyzer.HeardNetworkTone;
        if (NobodySpoke && Elapsed >= (rings ? _options.NoSpeechTimeout + s_afterRinging : _options.NoSpeechTimeout))
        {
            Decide(rings ? AnsweredBy.Ringback : AnsweredBy.Silence, 0.9, rings ? "it rings" : "nobody speaks", isFinal: false);
        }
        else if (!NobodySpoke && Elapsed >= _options.Deadline)
        {
            // A person taken for a machine costs far more than the reverse.
            var human = _probability >= 0.3 || IsVetoed;
            Decide(human ? AnsweredBy.Human : RecordedKind(), human ? _probability : 1 - _probability, "best guess at the deadline", isFinal: false);
        }
    }
}
