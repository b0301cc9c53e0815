using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Is gone without a word: no sound, no BYE, no answer to any request.</summary>
internal sealed record VanishStep : PersonaStep
{
    public static VanishStep Read(YamlMap map, StepReader reader)
    {
        reader.Bare(map["vanish"]);
        return new();
    }

    public override Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        phone.Vanish();
        return Task.FromResult(Flow.Over);
    }
}
