using Parley.Agents.Answering;

namespace Parley.AnswerTraining;

/// <summary>Gradient boosting of depth-three trees on the logistic loss, by histograms of 64 quantiles. Deterministic.</summary>
internal sealed class TreeBooster
{
    private const int Bins = 64;
    private const int Splits = 7;
    private const double Regularisation = 2;

    private readonly List<TrainingPoint> _points;
    private readonly float[][] _edges;
    private readonly byte[] _bins;
    private readonly double[] _weights;
    private readonly Sums[] _sums;
    private readonly double[] _scores;
    private readonly double[] _gradients;
    private readonly double[] _curvatures;
    private readonly double _leastWeight;

    public TreeBooster(List<TrainingPoint> points)
    {
        _points = points;
        var inputs = points[0].Inputs.Length;
        _edges = [.. Enumerable.Range(0, inputs).Select(i => Edges([.. points.Select(p => p.Inputs[i]).Order()]))];
        _bins = [.. points.SelectMany(p => p.Inputs.Select((value, i) => Bin(_edges[i], value)))];
        _weights = [.. points.Select(p => p.Weight)];
        _sums = new Sums[inputs * (Bins + 1)];
        _scores = new double[points.Count];
        _gradients = new double[points.Count];
        _curvatures = new double[points.Count];
        _leastWeight = 0.002 * points.Sum(p => p.Weight);
    }

    public AnswerModel.Forest Train(int trees, double rate)
    {
        var right = _points.Where(p => p.IsTrue).Sum(p => p.Weight);
        var bias = Math.Log(right / (_points.Sum(p => p.Weight) - right));
        Array.Fill(_scores, bias);
        List<AnswerModel.Tree> all = [];
        for (var i = 0; i < trees; i++)
        {
            all.Add(Grow(rate));
        }

        return new(Math.Round(bias, 4), [.. all]);
    }

    private AnswerModel.Tree Grow(double rate)
    {
        for (var i = 0; i < _scores.Length; i++)
        {
            var p = 1 / (1 + Math.Exp(-_scores[i]));
            _gradients[i] = _weights[i] * ((_points[i].IsTrue ? 1 : 0) - p);
            _curvatures[i] = _weights[i] * Math.Max(p * (1 - p), 1e-6);
        }

        var (inputs, thresholds, leaves) = (new int[Splits], new float[Splits], new float[Splits + 1]);
        var node = new int[_points.Count];
        for (var split = 0; split < Splits; split++)
        {
            var members = Enumerable.Range(0, node.Length).Where(i => node[i] == split).ToArray();
            (inputs[split], thresholds[split]) = BestSplit(members);
            foreach (var i in members)
            {
                node[i] = (2 * split) + (_points[i].Inputs[inputs[split]] > thresholds[split] ? 2 : 1);
            }
        }

        var (g, h) = (new double[Splits + 1], new double[Splits + 1]);
        for (var i = 0; i < node.Length; i++)
        {
            g[node[i] - Splits] += _gradients[i];
            h[node[i] - Splits] += _curvatures[i];
        }

        for (var leaf = 0; leaf < leaves.Length; leaf++)
        {
            leaves[leaf] = MathF.Round((float)(rate * g[leaf] / (h[leaf] + Regularisation)), 5);
        }

        for (var i = 0; i < node.Length; i++)
        {
            _scores[i] += leaves[node[i] - Splits];
        }

        return new(inputs, thresholds, leaves);
    }

    private (int Input, float Threshold) BestSplit(int[] members)
    {
        Array.Clear(_sums);
        var inputs = _edges.Length;
        foreach (var i in members)
        {
            var sum = new Sums(_gradients[i], _curvatures[i], _weights[i]);
            var row = _bins.AsSpan(i * inputs, inputs);
            for (var input = 0; input < row.Length; input++)
            {
                _sums[(input * (Bins + 1)) + row[input]].Add(sum);
            }
        }

        var best = (Input: 0, Threshold: float.MaxValue, Gain: 0.0);
        for (var input = 0; input < inputs; input++)
        {
            var (gain, bin) = BestBin(_edges[input].Length, _sums.AsSpan(input * (Bins + 1), Bins + 1));
            if (gain > best.Gain + 1e-12)
            {
                best = (input, _edges[input][bin], gain);
            }
        }

        return (best.Input, best.Threshold);
    }

    private (double Gain, int Bin) BestBin(int edges, ReadOnlySpan<Sums> bins)
    {
        var total = default(Sums);
        foreach (var bin in bins)
        {
            total.Add(bin);
        }

        var best = (Gain: 0.0, Bin: 0);
        var left = default(Sums);
        for (var bin = 0; bin < edges; bin++)
        {
            left.Add(bins[bin]);
            if (left.Weight < _leastWeight || total.Weight - left.Weight < _leastWeight)
            {
                continue;
            }

            var rightGradient = total.Gradient - left.Gradient;
            var gain = (left.Gradient * left.Gradient / (left.Curvature + Regularisation))
                + (rightGradient * rightGradient / (total.Curvature - left.Curvature + Regularisation))
                - (total.Gradient * total.Gradient / (total.Curvature + Regularisation));
            best = gain > best.Gain ? (gain, bin) : best;
        }

        return best;
    }

    private static float[] Edges(float[] sorted) =>
        [.. Enumerable.Range(1, Bins - 1).Select(i => MathF.Round(sorted[(int)((long)i * sorted.Length / Bins)], 4)).Distinct()];

    private static byte Bin(float[] edges, float value)
    {
        var bin = 0;
        while (bin < edges.Length && value > edges[bin])
        {
            bin++;
        }

        return (byte)bin;
    }

    private record struct Sums(double Gradient, double Curvature, double Weight)
    {
        public void Add(Sums other) =>
            (Gradient, Curvature, Weight) = (Gradient + other.Gradient, Curvature + other.Curvature, Weight + other.Weight);
    }
}
