namespace Parley.Audio.CallProgress;

/// <summary>
/// How the other party's talk is cut into runs and utterances. A run opens with three speech frames of four and closes after 160 ms of quiet;
/// runs under 80 ms are clicks. Runs closer than 400 ms are one utterance. Times are durations since the answer.
/// </summary>
public sealed class SpeechRhythm
{
    private const int OpenFrames = 3;
    private const int CloseFrames = 8;
    private const int ClickFrames = 4;
    private const int UtteranceGapFrames = 20;

    private int _frame;
    private int _recent;
    private bool _isOpen;
    private bool _isBegun;
    private int _runStart;
    private int _lastSpeechEnd;
    private int _previousRunEnd;
    private int _closedFrames;
    private int _utteranceStart;
    private int _lastRunStart;
    private int _runGap;
    private int _firstStart = -1;
    private int _firstLength;
    private double _powerSum;
    private int _powerFrames;

    /// <summary>Whether a run is open that is no click.</summary>
    public bool IsSpeaking => _isOpen && _isBegun;

    /// <summary>All speech so far.</summary>
    public TimeSpan Total => Frames.Duration(_closedFrames + (IsSpeaking ? _lastSpeechEnd - _runStart : 0));

    /// <summary>How many utterances have begun.</summary>
    public int Utterances { get; private set; }

    /// <summary>When the first began; the time so far if none has.</summary>
    public TimeSpan Onset => Frames.Duration(_firstStart < 0 ? _frame : _firstStart);

    /// <summary>Length of the first utterance, pauses in it included.</summary>
    public TimeSpan FirstUtterance => Frames.Duration(Utterances == 1 ? LastLength : _firstLength);

    /// <summary>Length of the last utterance, pauses in it included.</summary>
    public TimeSpan LastUtterance => Frames.Duration(LastLength);

    /// <summary>Time since the last speech; since the answer when there was none.</summary>
    public TimeSpan Silence => Frames.Duration(_frame - SpeechEnd);

    /// <summary>Mean power of speech in dBov; <see cref="Level.Silence"/> when there was none.</summary>
    public double LevelDbov => _powerFrames == 0 ? Level.Silence : 10 * Math.Log10(_powerSum / _powerFrames);

    private int SpeechEnd => IsSpeaking ? _lastSpeechEnd : _previousRunEnd;

    private int LastLength => Utterances == 0 ? 0 : SpeechEnd - _utteranceStart;

    /// <summary>How many runs have begun: stretches of talk between which there are pauses of any length.</summary>
    public int Runs { get; private set; }

    /// <summary>Length of the last run.</summary>
    public TimeSpan LastRun => Frames.Duration(Utterances == 0 ? 0 : SpeechEnd - _lastRunStart);

    /// <summary>The pause before the last run if it belongs to the same utterance; else zero.</summary>
    public TimeSpan RunGap => Frames.Duration(_runGap);

    /// <summary>Takes the decision about the next frame.</summary>
    internal void Process(bool isSpeech, double levelDbov)
    {
        _frame++;
        _recent = ((_recent << 1) | (isSpeech ? 1 : 0)) & 0xF;
        if (isSpeech)
        {
            _lastSpeechEnd = _frame;
            _powerSum += Math.Pow(10, levelDbov / 10);
            _powerFrames++;
        }

        if (!_isOpen && int.PopCount(_recent) >= OpenFrames)
        {
            _isOpen = true;
            _runStart = _frame - 1 - int.Log2(_recent);
        }
        else if (_isOpen && _frame - _lastSpeechEnd >= CloseFrames)
        {
            Close();
        }

        if (_isOpen && !_isBegun && _lastSpeechEnd - _runStart >= ClickFrames)
        {
            _isBegun = true;
            Begin();
        }
    }

    /// <summary>Begins anew.</summary>
    internal void Reset()
    {
        (_frame, _recent, _isOpen, _isBegun, _runStart, _lastSpeechEnd) = (0, 0, false, false, 0, 0);
        (_previousRunEnd, _closedFrames, _utteranceStart, _firstStart, _firstLength) = (0, 0, 0, -1, 0);
        (_powerSum, _powerFrames, Utterances, Runs, _lastRunStart, _runGap) = (0, 0, 0, 0, 0, 0);
    }

    private void Begin()
    {
        _firstStart = _firstStart < 0 ? _runStart : _firstStart;
        Runs++;
        _lastRunStart = _runStart;
        _runGap = Utterances > 0 && _runStart - _previousRunEnd < UtteranceGapFrames ? _runStart - _previousRunEnd : 0;
        if (Utterances > 0 && _runStart - _previousRunEnd < UtteranceGapFrames)
        {
            return;
        }

        if (Utterances == 1)
        {
            _firstLength = _previousRunEnd - _utteranceStart;
        }

        Utterances++;
        _utteranceStart = _runStart;
    }

    private void Close()
    {
        if (_isBegun)
        {
            _closedFrames += _lastSpeechEnd - _runStart;
            _previousRunEnd = _lastSpeechEnd;
        }

        (_isOpen, _isBegun) = (false, false);
    }
}
