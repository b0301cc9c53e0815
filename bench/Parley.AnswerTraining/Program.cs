using Parley.AnswerTraining;

// Usage: see README.md beside this file.
switch (args)
{
    case ["train", var model, .. { Length: > 0 } folders]:
        var calls = Call.Listen(folders);
        Console.WriteLine($"{calls.Sum(c => c.Points.Count)} points of {calls.Count} calls");
        using (var file = File.Create(model))
        {
            Training.Train(calls).Write(file);
        }

        return 0;

    case ["validate", .. { Length: > 0 } folders]:
        var heard = Call.Listen(folders);
        Training.CrossValidate(heard, call => call.Recording.Family);
        ThresholdSearch.Print(heard);
        return 0;

    default:
        Console.Error.WriteLine("train MODEL.json FOLDER... | validate FOLDER...");
        return 2;
}
