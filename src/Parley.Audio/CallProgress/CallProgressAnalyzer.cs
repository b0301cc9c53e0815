namespace Parley.Audio.CallProgress;

/// <summary>
/// Listens to what comes from the called party from the answer on and says, frame by frame, what kind of sound it is: level, speech and its
/// rhythm, tones and the signals they form. Nothing is back-dated and nothing is looked ahead. One per call leg; about 5 kB; no allocation after construction.
/// </summary>
public sealed class CallProgressAnalyzer
{
    /// <summary>The rate that it listens at, in Hz.</summary>
    public const int SampleRate = 8000;

    /// <summary>Samples of a frame: 20 ms.</summary>
    public const int FrameLength = Frames.Samples;

    /// <summary>Fainter sounds are not looked at for tones.</summary>
    private const double LeastToneDbov = -60;

    private const int LeastNetworkFrames = 8;

    /// <summary>Frames; longer greetings have pauses.</summary>
    private const int LongestOpening = 60;
    private const double LeastOpeningFlux = 1.2;

    private static readonly TimeSpan s_talk = TimeSpan.FromSeconds(1);

    /// <summary>Noise may pass for so much talk before a fax calls; a recording that beeps has said more.</summary>
    private static readonly TimeSpan s_noiseBeforeFax = TimeSpan.FromSeconds(0.8);

    private readonly Spectrum _spectrum = new();
    private readonly LevelTracker _levels = new();
    private readonly ToneTracker _tones = new();
    private readonly SpecialInformationRule _specialInformation = new();
    private readonly FaxRule _fax = new();
    private readonly CadenceRule _cadence = new();
    private readonly RecordBeepRule _recordBeep = new();
    private readonly float[] _samples = new float[FrameLength];
    private readonly double[] _recentLevels = new double[128];
    private readonly CallProgressEvent[] _events = new CallProgressEvent[4];
    private int _eventCount;
    private int _index;
    private float _offset;
    private bool _wasKnown;
    private bool _heardTone;

    /// <summary>How much was heard.</summary>
    public TimeSpan Elapsed => Frames.Duration(_index);

    /// <summary>Level of the last frame in dBov.</summary>
    public double LevelDbov { get; private set; } = Level.Silence;

    /// <summary>Whether the last frame was tone.</summary>
    public bool IsTone { get; private set; }

    /// <summary>Whether the tone that goes on is known to be ringing.</summary>
    public bool IsRinging => _tones.IsActive && _cadence.IsKnownRinging(_tones.Active);

    /// <summary>Share of the last frame's energy that its strongest frequency holds, 0 to 1: near 1 for tones, even where noise hides that they are.</summary>
    public double PeakShare { get; private set; }

    /// <summary>Whether a tone of the network's band, 380 to 500 Hz, was heard that was long enough for ringing or busy.</summary>
    public bool HeardNetworkTone { get; private set; }

    /// <summary>Whether the last frame was zeros or nearly, as when a network sends nothing.</summary>
    public bool IsDigitalSilence => LevelDbov < -85;

    /// <summary>Level that a tenth of all frames stay below, in dBov: the background.</summary>
    public double QuietDbov => _levels.Quiet;

    /// <summary>Speech and its rhythm. Tones are no speech.</summary>
    public SpeechRhythm Speech { get; } = new();

    /// <summary>The melody of the last utterance.</summary>
    public Intonation Intonation { get; } = new();

    /// <summary>The signals that the last frame has completed.</summary>
    public ReadOnlySpan<CallProgressEvent> Events => _events.AsSpan(0, _eventCount);

    /// <summary>Takes the next 20 ms.</summary>
    /// <param name="frame">160 linear samples.</param>
    public void Process(ReadOnlySpan<short> frame)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(frame.Length, FrameLength);
        _eventCount = 0;
        LevelDbov = Centre(frame);
        _spectrum.Process(_samples);
        var tone = LevelDbov < LeastToneDbov ? default : ToneFrame.From(_spectrum.Power, _tones.ExpectedHz);
        PeakShare = tone.Share;
        var finished = _tones.Process(_index, tone, LevelDbov, out var ended);
        IsTone = tone.IsTone;
        _heardTone |= IsTone;
        if (!IsTone && !_tones.IsActive)
        {
            _levels.Add(LevelDbov);
        }

        var isSpeech = !IsTone && !_tones.IsActive && _levels.IsSpeech(LevelDbov);
        var utterances = Speech.Utterances;
        Speech.Process(isSpeech, LevelDbov);
        if (Speech.Utterances != utterances)
        {
            Intonation.Begin();
        }

        Intonation.Process(_samples, isSpeech);
        _recentLevels[_index % _recentLevels.Length] = LevelDbov;
        HearAgain();
        _index++;
        if (finished)
        {
            Judge(ended);
        }

        Judge(tone);
    }

    /// <summary>
    /// Who speaks as the line opens is the only sound on it: nothing tells talk from background until there is some. Then what came before is
    /// heard again.
    /// </summary>
    private void HearAgain()
    {
        var wasKnown = _wasKnown;
        _wasKnown |= _levels.IsKnown;
        if (wasKnown || !_wasKnown || _index >= LongestOpening || _heardTone || Speech.Utterances > 0 || OpeningFlux() < LeastOpeningFlux)
        {
            return;
        }

        Speech.Reset();
        for (var i = 0; i <= _index; i++)
        {
            Speech.Process(_levels.IsLoud(_recentLevels[i]), _recentLevels[i]);
        }
    }

    /// <summary>By how much the level of what is loud changes from frame to frame, on average, in dB: noise is steady.</summary>
    private double OpeningFlux()
    {
        var (sum, count) = (0.0, 0);
        for (var i = 1; i <= _index; i++)
        {
            if (_levels.IsLoud(_recentLevels[i]) && _levels.IsLoud(_recentLevels[i - 1]))
            {
                sum += Math.Abs(_recentLevels[i] - _recentLevels[i - 1]);
                count++;
            }
        }

        return count == 0 ? 0 : sum / count;
    }

    /// <summary>A line on which somebody talked for a while rings no more.</summary>
    private bool HasTalked => Speech.Total > s_talk;

    private void Judge(Tone ended)
    {
        HeardNetworkTone |= CadenceRule.IsInBand(ended) && ended.Frames >= LeastNetworkFrames;
        _specialInformation.ToneFinished(ended);
        if (_fax.ToneFinished(ended, Speech.Total > s_noiseBeforeFax))
        {
            Tell(CallProgressSignal.Fax, ended);
        }

        if (_cadence.IsBusy(ended))
        {
            _recordBeep.Cancel();
            Tell(CallProgressSignal.Busy, ended);
        }
        else if (!_fax.IsHeard && !_specialInformation.IsHeard && !_cadence.IsNetworkTone(ended, HasTalked))
        {
            _recordBeep.ToneFinished(ended, QuietestBefore(ended.StartFrame), Speech.Silence - Frames.Duration(_index - ended.StartFrame), Speech);
        }
    }

    private void Judge(ToneFrame frame)
    {
        var active = _tones.Active;
        if (_tones.IsActive && _specialInformation.IsCompletedBy(active))
        {
            _recordBeep.Cancel();
            Tell(CallProgressSignal.SpecialInformation, active with { StartFrame = _specialInformation.StartFrame });
        }

        if (_fax.Process(_index - 1, frame))
        {
            Tell(CallProgressSignal.Fax, active);
        }

        if (_tones.IsActive && _cadence.IsRinging(active, HasTalked))
        {
            _recordBeep.Cancel();
            Tell(CallProgressSignal.Ringing, active);
        }

        if (_recordBeep.Process(_index - 1, frame, LevelDbov, out var beep))
        {
            Tell(CallProgressSignal.RecordBeep, beep);
        }
    }

    private void Tell(CallProgressSignal signal, Tone tone)
    {
        if (_eventCount < _events.Length)
        {
            _events[_eventCount++] = new(signal, Elapsed, Frames.Duration(tone.StartFrame), Frames.Duration(tone.EndFrame), tone.LowHz, tone.LevelDbov);
        }
    }

    private double QuietestBefore(int startFrame)
    {
        var quietest = 0.0;
        for (var i = Math.Max(Math.Max(0, startFrame - 5), _index - _recentLevels.Length); i < startFrame; i++)
        {
            quietest = Math.Min(quietest, _recentLevels[i % _recentLevels.Length]);
        }

        return startFrame == 0 ? Level.Silence : quietest;
    }

    /// <summary>Takes away what is constant (DC) and gives the level of the rest in dBov.</summary>
    private double Centre(ReadOnlySpan<short> frame)
    {
        var sum = 0.0;
        var power = 0.0;
        for (var i = 0; i < frame.Length; i++)
        {
            var value = frame[i] - _offset;
            _samples[i] = value;
            sum += frame[i];
            power += value * value;
        }

        _offset += 0.1f * ((float)(sum / frame.Length) - _offset);
        return Math.Max(Level.Silence, (10 * Math.Log10((power / frame.Length) + 1e-9)) - (20 * Math.Log10(32768)));
    }
}
