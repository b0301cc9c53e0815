using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>Grows the two forests of <see cref="AnswerModel"/>.</summary>
internal static class Training
{
    private const int PersonTrees = 110;
    private const int TalkTrees = 25;
    private const double Rate = 0.2;

    /// <summary>So many points of a call are learnt from; they are evenly spaced.</summary>
    private const int PointsPerCall = 12;

    /// <summary>Trains on calls.</summary>
    public static AnswerModel Train(IReadOnlyList<Call> calls) => new()
    {
        Person = Grow(calls.Where(c => c.Recording.IsHuman || c.Recording.IsRecorded), c => c.Recording.IsHuman, trueWeight: 2, falseWeight: 1, PersonTrees),
        Talk = Grow(calls, c => c.Recording.IsHuman || c.Recording.IsRecorded, trueWeight: 1, falseWeight: 2, TalkTrees),
    };

    /// <summary>Gives every point the probabilities of a model that was trained on the calls of the other folds.</summary>
    /// <param name="calls">All calls.</param>
    /// <param name="fold">The fold of a recording.</param>
    public static void CrossValidate(IReadOnlyList<Call> calls, Func<Call, string> fold)
    {
        foreach (var held in calls.GroupBy(fold))
        {
            var model = Train([.. calls.Where(c => fold(c) != held.Key)]);
            foreach (var point in held.SelectMany(c => c.Points))
            {
                (point.Person, point.Talk) = (model.Person.Probability(point.Inputs), model.Talk.Probability(point.Inputs));
            }
        }
    }

    private static AnswerModel.Forest Grow(IEnumerable<Call> calls, Func<Call, bool> isTrue, double trueWeight, double falseWeight, int trees)
    {
        List<TrainingPoint> points = [];
        foreach (var call in calls)
        {
            var some = Math.Min(call.Points.Count, PointsPerCall);
            for (var i = 0; i < some; i++)
            {
                var point = call.Points[i * call.Points.Count / some];
                (point.IsTrue, point.Weight) = (isTrue(call), (isTrue(call) ? trueWeight : falseWeight) / some);
                points.Add(point);
            }
        }

        return new TreeBooster(points).Train(trees, Rate);
    }
}
