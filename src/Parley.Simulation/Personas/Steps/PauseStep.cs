using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Does nothing for a while.</summary>
internal sealed record PauseStep(DurationRange For) : PersonaStep
{
    public static PauseStep Read(YamlMap map, StepReader reader) => new(map["pause"].Durations(forever: true) ?? default);

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.PauseAsync(For.Draw(phone.Random), cancellationToken);
        return Flow.On;
    }
}
