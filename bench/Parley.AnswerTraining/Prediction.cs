using System.Text.Json.Serialization;
using Parley.Agents;
using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>What the detector said about a file, in the form that the corpus' score.py reads. Times are milliseconds since the answer.</summary>
internal sealed record Prediction(
    [property: JsonPropertyName("file")] string File,
    [property: JsonPropertyName("verdict")] string Verdict,
    [property: JsonPropertyName("decision_ms")] double DecisionMs,
    [property: JsonPropertyName("final_verdict")] string FinalVerdict,
    [property: JsonPropertyName("beep_ms")] double? BeepMs,
    [property: JsonPropertyName("leave_ms")] double? LeaveMs,
    [property: JsonPropertyName("reason")] string Reason)
{
    /// <summary>Plays the file to a new detector, frame by frame.</summary>
    public static Prediction Of(Recording recording, AnswerDetector detector)
    {
        var prediction = new Prediction(recording.File, "unknown", 0, "unknown", null, null, "");
        var samples = recording.Samples.Span;
        for (; samples.Length >= AnswerDetector.FrameLength; samples = samples[AnswerDetector.FrameLength..])
        {
            prediction = detector.Process(samples[..AnswerDetector.FrameLength]).Aggregate(prediction, (all, signal) => all.With(signal));
        }

        return detector.Finish().Aggregate(prediction, (all, signal) => all.With(signal));
    }

    private Prediction With(AnswerSignal signal) => signal switch
    {
        VerdictReached v => this with { Verdict = Name(v.Verdict), FinalVerdict = Name(v.Verdict), DecisionMs = v.At.TotalMilliseconds, Reason = v.Reason },
        VerdictRevised v => this with { FinalVerdict = Name(v.Verdict), Reason = $"{Reason}; {v.Reason}" },
        RecordBeepOver b => this with { BeepMs = b.At.TotalMilliseconds },
        MessageMayStart m => this with { LeaveMs = m.At.TotalMilliseconds },
        _ => this,
    };

    private static string Name(AnsweredBy answeredBy) => answeredBy.ToString().ToLowerInvariant();
}
