using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Hangs up (BYE).</summary>
/// <param name="Cause">Why, in the telephone network's words (ITU-T Q.850).</param>
internal sealed record HangUpStep(int Cause) : PersonaStep
{
    private const int NormalClearing = 16;

    public static HangUpStep Read(YamlMap map, StepReader reader)
    {
        reader.Bare(map["hangUp"]);
        return new(map["cause"].WholeNumber(1, 127) ?? NormalClearing);
    }

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.HangUpAsync(Cause, cancellationToken);
        return Flow.Over;
    }
}
