using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Sends no sound any more, not even silence; the call goes on, and its requests are answered.</summary>
internal sealed record StopSendingStep : PersonaStep
{
    public static StopSendingStep Read(YamlMap map, StepReader reader)
    {
        reader.Bare(map["stopSending"]);
        return new();
    }

    public override Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        phone.StopSending();
        return Task.FromResult(Flow.On);
    }
}
