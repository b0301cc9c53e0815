using Parley.Agents.Answering;
using Parley.Audio.Resampling;

namespace Parley.Agents.Turns;

/// <summary>Feeds an <see cref="AnswerDetector"/> from a line and tells what it says as events of the session.</summary>
/// <param name="participantId">The leg.</param>
/// <param name="sampleRate">The line's rate in Hz.</param>
/// <param name="options">How the detector decides.</param>
internal sealed class AnswerListener(string? participantId, int sampleRate, AnswerDetectorOptions options) : IAnswerListener
{
    private readonly AnswerDetector _detector = new(options);
    private readonly Resampler? _resampler = sampleRate == AnswerDetector.SampleRate ? null : new(sampleRate, AnswerDetector.SampleRate);
    private readonly short[] _resampled = new short[AnswerDetector.FrameLength];
    private readonly List<ConversationEvent> _told = [];

    public IReadOnlyList<ConversationEvent> Hear(ReadOnlySpan<short> frame, bool botSpeaks)
    {
        _told.Clear();
        if (_resampler is not null)
        {
            _resampler.Process(frame, _resampled);
            frame = _resampled;
        }

        foreach (var signal in _detector.Process(frame, botSpeaks))
        {
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
