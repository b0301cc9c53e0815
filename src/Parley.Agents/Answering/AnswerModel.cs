using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Agents.Answering;

/// <summary>
/// Two probabilities, each out of boosted decision trees of depth three over <see cref="AnswerFeatures"/>: that what was heard is talk at all
/// (not a tone in noise, a television, the line itself), and that it is a person's.
/// Weights lie in answer-model.json beside this file; bench/Parley.AnswerTraining writes it.
/// </summary>
internal sealed class AnswerModel
{
    private const int Splits = 7;

    /// <summary>The model that ships with Parley.</summary>
    public static AnswerModel Default { get; } = Load();

    /// <summary>Whether a person speaks, or a recording.</summary>
    public required Forest Person { get; init; }

    /// <summary>Whether anybody speaks.</summary>
    public required Forest Talk { get; init; }

    /// <summary>Reads a model.</summary>
    /// <exception cref="JsonException">It is torn, or made for other inputs.</exception>
    public static AnswerModel Read(Stream stream)
    {
        var file = JsonSerializer.Deserialize(stream, AnswerModelJson.Default.AnswerModelFile) ?? throw new JsonException("The answer model is empty.");
        if (!file.Inputs.SequenceEqual(AnswerFeatures.Names)
            || file.Person.Trees.Concat(file.Talk.Trees).Any(t => t.Inputs.Length != Splits || t.Thresholds.Length != Splits || t.Leaves.Length != Splits + 1
                || t.Inputs.Any(i => i < 0 || i >= AnswerFeatures.Names.Length)))
        {
            throw new JsonException("The answer model was made for other inputs: train it again.");
        }

        return new() { Person = file.Person, Talk = file.Talk };
    }

    /// <summary>Writes the model as it is committed.</summary>
    public void Write(Stream stream) => JsonSerializer.Serialize(stream, new(AnswerFeatures.Names, Person, Talk), AnswerModelJson.Default.AnswerModelFile);

    private static AnswerModel Load()
    {
        using var stream = typeof(AnswerModel).Assembly.GetManifestResourceStream("Parley.Agents.Answering.answer-model.json")
            ?? throw new InvalidOperationException("The answer model is not in the assembly.");
        return Read(stream);
    }

    /// <summary>Trees whose leaves are added up.</summary>
    internal sealed record Forest(double Bias, Tree[] Trees)
    {
        /// <summary>The probability, 0 to 1.</summary>
        public double Probability(ReadOnlySpan<float> inputs)
        {
            var score = Bias;
            foreach (var tree in Trees)
            {
                var node = 0;
                while (node < Splits)
                {
                    node = (2 * node) + (inputs[tree.Inputs[node]] > tree.Thresholds[node] ? 2 : 1);
                }

                score += tree.Leaves[node - Splits];
            }

            return 1 / (1 + Math.Exp(-score));
        }
    }

    /// <summary>A complete tree: seven splits from the root down, then eight leaves from left (all "not above") to right.</summary>
    internal sealed record Tree(int[] Inputs, float[] Thresholds, float[] Leaves);
}

/// <summary>The file form of <see cref="AnswerModel"/>.</summary>
internal sealed record AnswerModelFile(string[] Inputs, AnswerModel.Forest Person, AnswerModel.Forest Talk);

/// <summary>Reads and writes it without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnswerModelFile))]
internal sealed partial class AnswerModelJson : JsonSerializerContext;
