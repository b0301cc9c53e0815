using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>Grows the two forests of <see cref="AnswerModel"/>.</summary>
internal static class Training
{
    private const int PersonTrees = 150;
    private const int TalkTrees = 25;
    private const double Rate = 0.15;

    /// <summary>So many first points of a call are learnt from: there the verdict falls.</summary>
    private const int EarlyPoints = 24;

    /// <summary>And so many of the rest, evenly spaced.</summary>
    private const int LatePoints = 8;

    /// <summary>Trains on calls.</summary>
    public static AnswerModel Train(IReadOnlyList<Call> calls) => new()
    {
        Person = Grow(calls.Where(c => c.IsVoice), c => c.Recording.IsHuman, trueWeight: 2, falseWeight: 1, PersonTrees),
        Talk = Grow(calls, c => c.IsVoice, trueWeight: 1, falseWeight: 2, TalkTrees),
    };

    /// <summary>Gives every point the probabilities of a model that was trained on the calls of the other folds.</summary>
    /// <param name="calls">All calls.</param>
    /// <param name="fold">The fold of a recording.</param>
    public static void CrossValidate(IReadOnlyList<Call> calls, Func<Call, string> fold)
    {
        foreach (var held in calls.GroupBy(fold))
        {
            var model = Train([.. calls.Where(c => fold(c) != held.Key)]);
            Judge(held, model);
        }
    }

    /// <summary>Gives every point the probabilities of a model.</summary>
    public static void Judge(IEnumerable<Call> calls, AnswerModel model)
    {
        foreach (var point in calls.SelectMany(c => c.Points))
        {
            (point.Person, point.Talk) = (model.Person.Probability(point.Inputs), model.Talk.Probability(point.Inputs));
        }
    }

    private static AnswerModel.Forest Grow(IEnumerable<Call> calls, Func<Call, bool> isTrue, double trueWeight, double falseWeight, int trees)
    {
        List<TrainingPoint> points = [];
        foreach (var call in calls)
        {
            var early = Math.Min(call.Points.Count, EarlyPoints);
            var late = Math.Min(call.Points.Count - early, LatePoints);
            for (var i = 0; i < early + late; i++)
            {
                var point = call.Points[i < early ? i : early + ((i - early) * (call.Points.Count - early) / late)];
                (point.IsTrue, point.Weight) = (isTrue(call), (isTrue(call) ? trueWeight : falseWeight) / (EarlyPoints + LatePoints));
                points.Add(point);
            }
        }

        return new TreeBooster(points).Train(trees, Rate);
    }
}
