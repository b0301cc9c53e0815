using System.Text.Json;
using Parley.Agents.Answering;
using Parley.Audio.Wav;

namespace Parley.Agents.Tests.Answering;

/// <summary>
/// The small labelled corpus that lies beside a checkout (shared/voicemail/sample, or below PARLEY_SHARED): synthetic callees of every category.
/// The detector was not trained on it. Bounds leave room for other roundings, not for a broken detector.
/// </summary>
public sealed class SampleCorpusTests
{
    [Fact]
    public void Detector_OnTheSample_IsAsGoodAsItWas()
    {
        var folder = Find();
        Assert.SkipWhen(folder is null, "There is no shared/voicemail/sample beside this checkout, and PARLEY_SHARED names none.");

        var (right, voices, humansLost, humans) = (0, 0, 0, 0);
        foreach (var line in File.ReadLines(Path.Combine(folder!, "manifest.jsonl")))
        {
            using var row = JsonDocument.Parse(line);
            var label = row.RootElement.GetProperty("label").GetString();
            if (label is not ("human" or "machine"))
            {
                continue;
            }

            var verdict = Judge(Path.Combine(folder!, row.RootElement.GetProperty("file").GetString()!));
            voices++;
            right += verdict == (label == "human" ? AnsweredBy.Human : AnsweredBy.Machine) ? 1 : 0;
            humans += label == "human" ? 1 : 0;
            humansLost += label == "human" && verdict is AnsweredBy.Machine or AnsweredBy.Intercept or AnsweredBy.Fax or AnsweredBy.Busy ? 1 : 0;
        }

        Assert.True(voices > 40, $"Only {voices} recordings were found.");
        Assert.True(right >= 0.85 * voices, $"{right} of {voices} right in the end.");
        Assert.True(humansLost <= 0.05 * humans, $"{humansLost} of {humans} humans were taken for something else.");
    }

    private static AnsweredBy Judge(string path)
    {
        using var stream = File.OpenRead(path);
        Assert.True(WavFile.TryRead(stream, out var frame, out var error), error);
        var detector = new AnswerDetector();
        for (var rest = frame.Samples.Span; rest.Length >= AnswerDetector.FrameLength; rest = rest[AnswerDetector.FrameLength..])
        {
            detector.Process(rest[..AnswerDetector.FrameLength]);
        }

        detector.Finish();
        return detector.Verdict ?? AnsweredBy.Unknown;
    }

    private static string? Find()
    {
        var shared = Environment.GetEnvironmentVariable("PARLEY_SHARED");
        for (var at = new DirectoryInfo(AppContext.BaseDirectory); shared is null && at is not null; at = at.Parent)
        {
            shared = File.Exists(Path.Combine(at.FullName, "Parley.slnx")) ? Path.Combine(at.Parent!.FullName, "shared") : null;
        }

        var folder = Path.Combine(shared ?? ".", "voicemail", "sample");
        return File.Exists(Path.Combine(folder, "manifest.jsonl")) ? folder : null;
    }
}
