using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Waits until the other side has been speaking for a while, and speaks over it.</summary>
/// <param name="Text">What is said.</param>
/// <param name="After">How much of the other side's speech is let pass.</param>
/// <param name="Patience">How long nobody may speak.</param>
/// <param name="Otherwise">What to do when nobody speaks for that long at a stretch.</param>
internal sealed record BargeInStep(string Text, DurationRange After, DurationRange Patience, IReadOnlyList<PersonaStep> Otherwise) : PersonaStep
{
    private static readonly TimeSpan UsualDelay = TimeSpan.FromSeconds(1);

    public override IEnumerable<string> Lines => [Text];

    public override IEnumerable<PersonaStep> Inner => Otherwise;

    public static BargeInStep Read(YamlMap map, StepReader reader) => new(
        map["bargeIn"].Spoken(),
        map["after"].Durations() ?? UsualDelay,
        map["patience"].Durations(forever: true) ?? ListenStep.UsualPatience,
        reader.Steps(map["otherwise"]));

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (!await phone.HearSpeechAsync(After.Draw(phone.Random), Patience.Draw(phone.Random), cancellationToken))
        {
            return await Otherwise.RunAsync(phone, cancellationToken);
        }

        await phone.SayAsync(Text, cancellationToken);
        return Flow.On;
    }
}
