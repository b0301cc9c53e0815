using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>A recording that was listened to, with a recogniser or without: every moment at which the model is asked.</summary>
internal sealed record Call(Recording Recording, bool HasWords, IReadOnlyList<TrainingPoint> Points)
{
    /// <summary>So many phrases, of a hundred, are left out by chance in each call: recordings say what is on no list.</summary>
    private const double LostPhrases = 0.25;

    /// <summary>What listens has no opinion: its answers decide nothing, and the model that ships may have been made for other inputs.</summary>
    private static readonly AnswerModel s_none = new() { Person = new(0, []), Talk = new(0, []) };

    /// <summary>Listens to the recordings of some folders, each once without words and once with them.</summary>
    public static List<Call> Listen(IEnumerable<string> folders)
    {
        var recordings = folders.SelectMany(Recording.Load).ToList();
        var calls = new Call[2 * recordings.Count];
        Parallel.For(0, calls.Length, i => calls[i] = Listen(recordings[i / 2], i % 2 == 1, i));
        return [.. calls.Where(call => call.Points.Count > 0)];
    }

    private static Call Listen(Recording recording, bool hasWords, int seed)
    {
        List<TrainingPoint> points = [];
        AnswerDetector? detector = null;
        var phrases = hasWords ? AnswerPhrases.Default.Without(new Random(seed), LostPhrases) : AnswerPhrases.Default;
        detector = new AnswerDetector(new(), s_none, phrases)
        {
            OnlyEvaluates = true,
            Evaluated = inputs => points.Add(new(inputs.ToArray(), detector!.Elapsed)),
        };
        var next = 0;
        for (var rest = recording.Samples.Span; rest.Length >= AnswerDetector.FrameLength; rest = rest[AnswerDetector.FrameLength..])
        {
            detector.Process(rest[..AnswerDetector.FrameLength]);
            for (; hasWords && next < recording.Words.Count && recording.Words[next].At <= detector.Elapsed; next++)
            {
                detector.Hear(recording.Words[next].Text);
            }
        }

        return new(recording, hasWords, points);
    }
}
