using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Agents;
using Parley.Agents.Answering;
using Parley.Audio;

namespace Parley.Cli.Answering;

/// <summary>What the detector said of one recording. Times are milliseconds of sound that were heard when it was said.</summary>
internal sealed record Classification(string File)
{
    /// <summary>The first verdict.</summary>
    public AnsweredBy? Verdict { get; init; }

    /// <summary>When it was told; the length of the recording when it never was.</summary>
    public double? DecisionMs { get; init; }

    /// <summary>The last verdict.</summary>
    public AnsweredBy? FinalVerdict { get; init; }

    /// <summary>When the last record beep was told to be over.</summary>
    public double? BeepMs { get; init; }

    /// <summary>When the message would begin.</summary>
    public double? LeaveMs { get; init; }

    /// <summary>How sure the last verdict is, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Why, one reason per verdict.</summary>
    public string? Reason { get; init; }

    /// <summary>Why the file could not be judged; then all else is missing.</summary>
    public string? Error { get; init; }

    /// <summary>Plays a recording to a new detector in frames of 20 ms; words are handed over once their time has come.</summary>
    public static Classification Of(string file, AudioFrame recording, IReadOnlyList<TimedTranscript> words, AnswerDetectorOptions options)
    {
        var detector = new AnswerDetector(options);
        var said = new Classification(file);
        var next = 0;
        for (var rest = recording.Samples.Span; rest.Length >= AnswerDetector.FrameLength; rest = rest[AnswerDetector.FrameLength..])
        {
            said = detector.Process(rest[..AnswerDetector.FrameLength]).Aggregate(said, With);
            for (; next < words.Count && words[next].At <= detector.Elapsed; next++)
            {
                said = detector.Hear(words[next].Transcript).Aggregate(said, With);
            }
        }

        return said.Verdict is not null ? said : detector.Finish().Aggregate(said, With) with
        {
            DecisionMs = recording.Samples.Length * 1000.0 / AnswerDetector.SampleRate,
            Verdict = AnsweredBy.Unknown,
            FinalVerdict = AnsweredBy.Unknown,
        };
    }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ClassificationJson.Readable.Classification);

    private static Classification With(Classification said, AnswerSignal signal) => signal switch
    {
        VerdictReached v => said with { Verdict = v.Verdict, FinalVerdict = v.Verdict, DecisionMs = v.At.TotalMilliseconds, Confidence = Round(v.Confidence), Reason = v.Reason },
        VerdictRevised v => said with { FinalVerdict = v.Verdict, Confidence = Round(v.Confidence), Reason = $"{said.Reason}; {v.Reason}" },
        RecordBeepOver b => said with { BeepMs = b.At.TotalMilliseconds },
        MessageMayStart m => said with { LeaveMs = m.At.TotalMilliseconds },
        _ => said,
    };

    private static double Round(double confidence) => Math.Round(confidence, 3);
}

/// <summary>Writes a <see cref="Classification"/>.</summary>
[JsonSerializable(typeof(Classification))]
internal sealed partial class ClassificationJson : JsonSerializerContext
{
    /// <summary>For people and scripts, not for web pages: letters stay letters.</summary>
    public static ClassificationJson Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
