using Parley.Audio.CallProgress;

namespace Parley.Agents.Answering;

/// <summary>What tones say: beeps, and the signals of the network.</summary>
public sealed partial class AnswerDetector
{
    /// <summary>Beeps this much quieter than the voice are things in a person's room, in dB.</summary>
    private const double FaintBeepDb = 8;

    /// <summary>A recording of at least this much talk needs no loud beep.</summary>
    private static readonly TimeSpan s_longGreeting = TimeSpan.FromSeconds(2.5);

    /// <summary>For how long after its last sign a busy tone is the state of the line.</summary>
    private static readonly TimeSpan s_busyHolds = TimeSpan.FromSeconds(1.2);

    /// <summary>Noise may pass for so much talk before a busy tone is understood; a recording that hangs up has said more.</summary>
    private static readonly TimeSpan s_noiseBeforeBusy = TimeSpan.FromSeconds(1.5);

    private TimeSpan _lastTone;
    private TimeSpan _busyUntil;
    private TimeSpan _speakAt = TimeSpan.MaxValue;
    private bool _toldToLeave;
    private bool _hungUp;

    /// <summary>Whether it is a machine that takes messages, as far as one knows.</summary>
    private bool RecordsMessages => _verdict is AnsweredBy.Machine && !_hungUp && _words[Cue.Full] < 1;

    private LineState StateNow() =>
        Elapsed < _busyUntil ? LineState.Busy
        : _analyzer.IsRinging ? LineState.Ringing
        : _analyzer.IsTone ? LineState.Tone
        : _analyzer.Speech.IsSpeaking ? LineState.Speech
        : LineState.Silence;

    private void Hear(CallProgressEvent signal)
    {
        switch (signal.Signal)
        {
            case CallProgressSignal.SpecialInformation:
                Decide(AnsweredBy.Intercept, 0.99, "special information tones", isFinal: true);
                break;
            case CallProgressSignal.Fax when IsAnswered:
                Decide(AnsweredBy.Fax, 0.98, "fax tone", isFinal: true);
                break;
            case CallProgressSignal.Busy:
                _busyUntil = Elapsed + s_busyHolds;
                HearBusy();
                break;
            case CallProgressSignal.Ringing:
                _features.Rang = true;
                break;
            case CallProgressSignal.RecordBeep when IsAnswered:
                HearBeep(signal);
                break;
        }
    }

    private void HearBusy()
    {
        if (!IsAnswered)
        {
            return;
        }

        var isOpenStill = IsOpen || _talkProbability < LeastTalk;
        if (_analyzer.Speech.Utterances == 0 || (isOpenStill && _analyzer.Speech.Total < s_noiseBeforeBusy))
        {
            Decide(AnsweredBy.Busy, 0.98, "busy tone", isFinal: true);
            return;
        }

        _hungUp = true;
        Decide(RecordedKind(), 0.95, "busy tone after talk", isFinal: true);
    }

    private void HearBeep(CallProgressEvent beep)
    {
        _features.HeardTone = true;
        if (beep.IsLikeFaxCalling && NobodySpoke && _verdict is null)
        {
            Decide(AnsweredBy.Fax, 0.9, "fax calling tone", isFinal: true);
            return;
        }

        var speech = _analyzer.Speech;
        var isFaint = speech.Utterances > 0 && beep.LevelDbov < speech.LevelDbov - FaintBeepDb;
        if (isFaint && _verdict is not (AnsweredBy.Machine or AnsweredBy.Screening) && speech.Total < s_longGreeting)
        {
            return;
        }

        var isPastRevision = _verdict is AnsweredBy.Human && Elapsed - _decidedAt > _options.RevisionWindow;
        if (isPastRevision || _verdict is AnsweredBy.Fax or AnsweredBy.Busy or AnsweredBy.Intercept)
        {
            return;
        }

        _events.Add(new RecordBeepOver(beep.Start, beep.End, beep.Hz, Elapsed));
        Decide(RecordedKind() is AnsweredBy.Screening ? AnsweredBy.Screening : AnsweredBy.Machine, 0.98, "record beep", isFinal: true);
        _speakAt = Elapsed + _options.PauseAfterBeep;
    }

    private void JudgeMessage()
    {
        if (!RecordsMessages)
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

        var sinceTone = Elapsed - _lastTone;
        var quiet = _analyzer.Speech.Silence < sinceTone ? _analyzer.Speech.Silence : sinceTone;
        if (!_toldToLeave && _speakAt == TimeSpan.MaxValue && quiet >= _options.SilenceBeforeMessage)
        {
            _toldToLeave = true;
            _events.Add(new MessageMayStart("no beep, but quiet after the greeting", Elapsed));
        }
    }
}
