using Parley.Agents.Answering;
using Parley.AnswerTraining;

// Usage: see README.md beside this file.
switch (args)
{
    case ["train", var model, .. { Length: > 0 } folders]:
        var calls = Call.Listen(folders, Call.LostPhrases);
        Console.WriteLine($"{calls.Sum(c => c.Points.Count)} points of {calls.Count} calls");
        using (var file = File.Create(model))
        {
            Training.Train(calls).Write(file);
        }

        return 0;

    case ["thresholds", .. { Length: > 0 } folders]:
        var held = folders.Select(folder => (folder, Call.Listen([folder], lostPhrases: 0))).ToList();
        Training.Judge(held.SelectMany(h => h.Item2), AnswerModel.Default);
        ThresholdSearch.Print(held);
        return 0;

    case ["validate", .. { Length: > 0 } folders]:
        var heard = Call.Listen(folders, Call.LostPhrases);
        Training.CrossValidate(heard, call => call.Recording.Family);
        ThresholdSearch.Print([.. heard.GroupBy(call => call.Recording.Family).Select(family => (family.Key, family.ToList()))]);
        return 0;

    default:
        Console.Error.WriteLine("train MODEL.json FOLDER... | thresholds FOLDER... | validate FOLDER...");
        return 2;
}
