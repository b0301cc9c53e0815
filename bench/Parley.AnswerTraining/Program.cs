using System.Text.Json;
using Parley.Agents.Answering;
using Parley.AnswerTraining;

// Usage: see README.md beside this file.
switch (args)
{
    case ["classify", var folder, .. var rest]:
        var options = new AnswerDetectorOptions { Profile = rest is [var profile] ? Enum.Parse<AnswerProfile>(profile, ignoreCase: true) : AnswerProfile.Balanced };
        foreach (var recording in Recording.Load(folder))
        {
            Console.WriteLine(JsonSerializer.Serialize(Prediction.Of(recording, new(options))));
        }

        return 0;

    case ["train", var folder, var model]:
        var points = new List<TrainingPoint>();
        var call = 0;
        foreach (var recording in Recording.Load(folder).Where(r => r.IsHuman || r.IsRecorded))
        {
            var first = points.Count;
            var detector = new AnswerDetector
            {
                OnlyEvaluates = true,
                Evaluated = (inputs, _) => points.Add(new(call, recording.IsHuman, inputs.ToArray())),
            };
            Prediction.Of(recording, detector);
            foreach (var point in points.Skip(first))
            {
                point.Weight = (recording.IsHuman ? 2.0 : 1.0) / (points.Count - first);
            }

            call++;
        }

        Console.WriteLine($"{points.Count} points of {call} calls");
        using (var file = File.Create(model))
        {
            new TreeBooster(points).Train(trees: 60, rate: 0.25).Write(file);
        }

        return 0;

    case ["thresholds", var folder]:
        ThresholdSearch.Print(folder);
        return 0;

    default:
        Console.Error.WriteLine("classify FOLDER [fast|balanced|careful] | train FOLDER MODEL.json | thresholds FOLDER");
        return 2;
}
