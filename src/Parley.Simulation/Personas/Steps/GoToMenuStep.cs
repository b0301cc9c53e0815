using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Goes back into a menu: the one around it (<c>again</c>), or the one around that (<c>back</c>).</summary>
internal sealed record GoToMenuStep(Flow To) : PersonaStep
{
    public static GoToMenuStep ReadAgain(YamlMap map, StepReader reader)
    {
        reader.Bare(map["again"], menus: 1);
        return new(Flow.Again);
    }

    public static GoToMenuStep ReadBack(YamlMap map, StepReader reader)
    {
        reader.Bare(map["back"], menus: 2);
        return new(Flow.Back);
    }

    public override Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken) => Task.FromResult(To);
}
