using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Keeps what the other side says as a message.</summary>
/// <param name="Longest">How long the tape is.</param>
/// <param name="Silence">How much silence ends it.</param>
internal sealed record RecordStep(TimeSpan Longest, TimeSpan Silence) : PersonaStep
{
    public static RecordStep Read(YamlMap map, StepReader reader) => new(
        map["record"].OrNothing().Duration() ?? TimeSpan.FromMinutes(1), map["silence"].Duration() ?? TimeSpan.FromSeconds(8));

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.RecordAsync(Longest, Silence, cancellationToken);
        return Flow.On;
    }
}
