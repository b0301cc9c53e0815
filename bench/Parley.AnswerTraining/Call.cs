using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>A recording that was listened to, with a recogniser or without: every moment at which the model is asked.</summary>
internal sealed record Call(Recording Recording, bool HasWords, IReadOnlyList<TrainingPoint> Points)
{
    /// <summary>Such a share of the phrases is left out by chance in each call that is learnt from: recordings say what is on no list.</summary>
    public const double LostPhrases = 0.25;

    /// <summary>What listens has no opinion: its answers decide nothing, and the model that ships may have been made for other inputs.</summary>
    private static readonly AnswerModel s_none = new() { Person = new(0, []), Talk = new(0, []) };

    /// <summary>Whether a voice answered, a person's or a recorded one.</summary>
    public bool IsVoice => Recording.IsHuman || Recording.IsRecorded;

    /// <summary>Listens to the recordings of some folders, each once without words and once with them.</summary>
    /// <param name="folders">Corpora.</param>
    /// <param name="lostPhrases">Share of the phrases that are left out.</param>
    public static List<Call> Listen(IEnumerable<string> folders, double lostPhrases) => [.. folders.SelectMany(folder => Listen(folder, lostPhrases))];

    private static List<Call> Listen(string folder, double lostPhrases)
    {
        var recordings = Recording.Load(folder).ToList();
        var calls = new Call[2 * recordings.Count];
        Parallel.For(0, calls.Length, i => calls[i] = Listen(recordings[i / 2], i % 2 == 1, i, lostPhrases));
        return [.. calls.Where(call => call.Points.Count > 0)];
    }

    private static Call Listen(Recording recording, bool hasWords, int seed, double lostPhrases)
    {
        List<TrainingPoint> points = [];
        AnswerDetector? detector = null;
        var phrases = hasWords ? AnswerPhrases.Default.Without(new Random(seed), lostPhrases) : AnswerPhrases.Default;
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
