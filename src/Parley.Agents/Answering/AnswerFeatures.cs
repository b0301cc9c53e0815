using Parley.Audio.CallProgress;

namespace Parley.Agents.Answering;

/// <summary>
/// The inputs of <see cref="AnswerModel"/>: rhythm of speech and background, nothing about the voice itself; and, where a recogniser listens, what the words point to. Keeps the two averages that
/// the analyzer does not: a recording brings the noise of its own room, a person's room was there before the first word.
/// </summary>
internal sealed class AnswerFeatures
{
    /// <summary>What the inputs are, in order; the model file repeats them, so that a mismatch is found when it is read.</summary>
    public static readonly string[] Names =
    [
        "log_speech", "log_first_utterance", "log_last_utterance", "silence", "utterances", "onset", "since_onset", "speech_share",
        "last_gap", "longest_gap", "floor_change", "floor_before", "floor_after", "digital_before", "digital_after", "spread",
        "ringing", "tone", "is_speaking", "longest_utterance",
        "level", "tonal", "tone_time", "network_tone",
        "rise", "end_pitch", "runs", "last_run", "inner_gap",
        "words", "word_recorded", "word_question", "word_greeting", "word_machine", "words_after",
    ];

    private double _beforeSum;
    private int _beforeCount;
    private int _digitalBefore;
    private double _afterMean = double.NaN;
    private int _afterCount;
    private int _digitalAfter;
    private int _utterances;
    private double _lastGap;
    private double _longestGap;
    private double _longestUtterance;
    private double _silenceBefore;
    private double _peakShares;
    private int _speechFrames;
    private int _toneFrames;

    /// <summary>Whether it rang on this leg.</summary>
    public bool Rang { get; set; }

    /// <summary>Whether any other tone was heard.</summary>
    public bool HeardTone { get; set; }

    /// <summary>Takes note of the frame that the analyzer has just processed.</summary>
    public void Observe(CallProgressAnalyzer analyzer)
    {
        var speech = analyzer.Speech;
        if (speech.Utterances == 0)
        {
            ObserveBefore(analyzer);
        }
        else if (!speech.IsSpeaking || speech.Silence > TimeSpan.FromMilliseconds(60))
        {
            ObservePause(analyzer);
        }

        _toneFrames += analyzer.IsTone ? 1 : 0;
        if (speech.IsSpeaking && speech.Silence == TimeSpan.Zero)
        {
            _speechFrames++;
            _peakShares += analyzer.PeakShare;
        }

        if (speech.Utterances > _utterances)
        {
            _utterances = speech.Utterances;
            _lastGap = _utterances > 1 ? _silenceBefore : 0;
            _longestGap = Math.Max(_longestGap, _lastGap);
        }

        _longestUtterance = Math.Max(_longestUtterance, speech.LastUtterance.TotalSeconds);
        _silenceBefore = speech.Silence.TotalSeconds > 0 ? speech.Silence.TotalSeconds : _silenceBefore;
    }

    /// <summary>Writes the inputs as they stand.</summary>
    public void Write(CallProgressAnalyzer analyzer, AnswerWords words, Span<float> inputs)
    {
        var speech = analyzer.Speech;
        var total = speech.Total.TotalSeconds;
        var sinceOnset = (analyzer.Elapsed - speech.Onset).TotalSeconds;
        var before = _beforeCount < 5 ? double.NaN : _beforeSum / _beforeCount;
        var i = 0;
        inputs[i++] = Log(total);
        inputs[i++] = Log(speech.FirstUtterance.TotalSeconds);
        inputs[i++] = Log(speech.LastUtterance.TotalSeconds);
        inputs[i++] = (float)Math.Min(speech.Silence.TotalSeconds, 4);
        inputs[i++] = Math.Min(speech.Utterances, 8);
        inputs[i++] = (float)Math.Min(speech.Onset.TotalSeconds, 6);
        inputs[i++] = (float)Math.Min(sinceOnset, 12);
        inputs[i++] = (float)(total / Math.Max(sinceOnset, 0.1));
        inputs[i++] = (float)_lastGap;
        inputs[i++] = (float)_longestGap;
        inputs[i++] = (float)(double.IsNaN(before) || double.IsNaN(_afterMean) ? 0 : Math.Clamp(_afterMean - before, -40, 40));
        inputs[i++] = (float)(double.IsNaN(before) ? -70 : before - speech.LevelDbov);
        inputs[i++] = (float)(double.IsNaN(_afterMean) ? -70 : _afterMean - speech.LevelDbov);
        inputs[i++] = _beforeCount < 5 ? -1 : (float)_digitalBefore / _beforeCount;
        inputs[i++] = _afterCount < 5 ? -1 : (float)_digitalAfter / _afterCount;
        inputs[i++] = (float)(speech.LevelDbov - analyzer.QuietDbov);
        inputs[i++] = Rang ? 1 : 0;
        inputs[i++] = HeardTone ? 1 : 0;
        inputs[i++] = speech.IsSpeaking && speech.Silence < TimeSpan.FromMilliseconds(200) ? 1 : 0;
        inputs[i++] = (float)_longestUtterance;
        inputs[i++] = (float)speech.LevelDbov;
        inputs[i++] = _speechFrames == 0 ? 0.5f : (float)(_peakShares / _speechFrames);
        inputs[i++] = Log(_toneFrames * 0.02);
        inputs[i++] = analyzer.HeardNetworkTone ? 1 : 0;
        inputs[i++] = (float)analyzer.Intonation.Rise;
        inputs[i++] = (float)analyzer.Intonation.End;
        inputs[i++] = Math.Min(speech.Runs, 20);
        inputs[i++] = Log(speech.LastRun.TotalSeconds);
        inputs[i++] = (float)speech.RunGap.TotalSeconds;
        inputs[i++] = Math.Min(words.Count, 20);
        inputs[i++] = Math.Min(words.Recorded, 4);
        inputs[i++] = Math.Min(words[Cue.Question], 3);
        inputs[i++] = words.Greeting;
        inputs[i++] = Math.Min(words[Cue.Machine], 3);
        inputs[i] = words.Count == 0 ? -4 : (float)Math.Clamp((words.At - (analyzer.Elapsed - speech.Silence)).TotalSeconds, -3, 3);
    }

    private static float Log(double seconds) => (float)Math.Log(seconds + 0.1);

    private void ObserveBefore(CallProgressAnalyzer analyzer)
    {
        if (!analyzer.IsTone)
        {
            _beforeCount++;
            _beforeSum += Math.Max(analyzer.LevelDbov, -80);
            _digitalBefore += analyzer.IsDigitalSilence ? 1 : 0;
        }
    }

    private void ObservePause(CallProgressAnalyzer analyzer)
    {
        if (!analyzer.IsTone)
        {
            var level = Math.Max(analyzer.LevelDbov, -80);
            _afterMean = double.IsNaN(_afterMean) ? level : _afterMean + ((level - _afterMean) * 0.06);
            _afterCount++;
            _digitalAfter += analyzer.IsDigitalSilence ? 1 : 0;
        }
    }
}
