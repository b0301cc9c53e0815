using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Presses keys.</summary>
/// <param name="Keys">Which ones.</param>
/// <param name="Held">How long each is held.</param>
/// <param name="Gap">The pause behind each.</param>
internal sealed record PressStep(string Keys, TimeSpan Held, TimeSpan Gap) : PersonaStep
{
    private static readonly TimeSpan Usual = TimeSpan.FromMilliseconds(100);

    public static PressStep Read(YamlMap map, StepReader reader) => new(
        map["press"].Keys() ?? "",
        map["held"].DurationWithin(TimeSpan.FromMilliseconds(50), TimeSpan.FromSeconds(2)) ?? Usual,
        map["gap"].DurationWithin(TimeSpan.Zero, TimeSpan.FromSeconds(10)) ?? Usual);

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.PressAsync(Keys, Held, Gap, cancellationToken);
        return Flow.On;
    }
}
