using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Does one of several things, drawn by their weights.</summary>
internal sealed record OneOfStep(IReadOnlyList<WeightedSteps> Choices) : PersonaStep
{
    public override IEnumerable<PersonaStep> Inner => Choices.SelectMany(choice => choice.Steps);

    public static OneOfStep Read(YamlMap map, StepReader reader)
    {
        var value = map["oneOf"];
        var choices = value.List("a list of choices, each with its 'steps'").Select(item => Read(item, reader)).OfType<WeightedSteps>().ToList();
        if (value.IsList && choices.Count == 0)
        {
            value.Problem("'oneOf' has nothing to choose from");
        }

        return new(choices);
    }

    /// <summary>Reads one of them; its keys are the schema's.</summary>
    public static WeightedSteps? Read(YamlValue item, StepReader reader)
    {
        if (item.Map("a choice with its 'steps'") is not { } map)
        {
            return null;
        }

        var read = new WeightedSteps(map["weight"].WholeNumber(1, 1_000_000) ?? 1, reader.Steps(map.Require("steps")));
        map.End();
        return read;
    }

    public override Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        var drawn = phone.Random.Next(Choices.Sum(choice => choice.Weight));
        var chosen = Choices.First(choice => (drawn -= choice.Weight) < 0);
        return chosen.Steps.RunAsync(phone, cancellationToken);
    }
}

/// <summary>Steps, and how often they are chosen.</summary>
/// <param name="Weight">How often, beside the others' weights.</param>
/// <param name="Steps">The steps.</param>
internal sealed record WeightedSteps(int Weight, IReadOnlyList<PersonaStep> Steps);
