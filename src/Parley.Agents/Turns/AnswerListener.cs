using Parley.Agents.Answering;
using Parley.Audio.Resampling;

namespace Parley.Agents.Turns;

/// <summary>Feeds an <see cref="AnswerDetector"/> from a line and tells what it says as events of the session.</summary>
/// <param name="participantId">The leg.</param>
/// <param name="sampleRate">The line's rate in Hz.</param>
/// <param name="options">How the detector decides, and whether somebody can be asked for an opinion.</param>
/// <param name="hasRecogniser">Whether words will come.</param>
internal sealed class AnswerListener(string? participantId, int sampleRate, AnsweringOptions options, bool hasRecogniser) : IAnswerListener
{
    private readonly AnswerDetector _detector = new(options.Detector with
    {
        AsksForOpinion = options.Detector.AsksForOpinion || options.TieBreaker is not null,
        HasRecogniser = options.Detector.HasRecogniser || hasRecogniser,
    });

    private readonly Resampler? _resampler = sampleRate == AnswerDetector.SampleRate ? null : new(sampleRate, AnswerDetector.SampleRate);
    private readonly short[] _resampled = new short[AnswerDetector.FrameLength];
    private readonly List<ConversationEvent> _told = [];
    private string? _question;

    public IReadOnlyList<ConversationEvent> Hear(ReadOnlySpan<short> frame, bool botSpeaks)
    {
        if (_resampler is not null)
        {
            _resampler.Process(frame, _resampled);
            frame = _resampled;
        }

        return Tell(_detector.Process(frame, botSpeaks));
    }

    public IReadOnlyList<ConversationEvent> Hear(Transcript transcript) => Tell(_detector.Hear(transcript));

    public IReadOnlyList<ConversationEvent> Hear(AnswerOpinion opinion) => Tell(_detector.Hear(opinion));

    public string? TakeQuestion()
    {
        var question = _question;
        _question = null;
        return question;
    }

    private List<ConversationEvent> Tell(IReadOnlyList<AnswerSignal> signals)
    {
        _told.Clear();
        foreach (var signal in signals)
        {
            if (signal is OpinionWanted wanted)
            {
                _question = wanted.Words;
                continue;
            }

            _told.Add(signal switch
            {
                VerdictReached verdict => new AnswerDetected(participantId, verdict.Verdict, verdict.Confidence, verdict.Reason) { IsFinal = verdict.IsFinal },
                VerdictRevised verdict => new AnswerRevised(participantId, verdict.Verdict, verdict.Confidence, verdict.Reason) { IsFinal = verdict.IsFinal },
                RecordBeepOver beep => new BeepHeard(participantId, beep.Hz),
                MessageMayStart => new LeaveMessageNow(participantId),
                _ => throw new InvalidOperationException($"An unknown signal: {signal.GetType().Name}."),
            });
        }

        return _told;
    }
}
