using Parley.Simulation.Carrier;
using Parley.Simulation.Lines;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Hears the other side out. When nobody speaks, something else is done.</summary>
/// <param name="Patience">How long nobody may speak.</param>
/// <param name="Silence">How long a pause ends what the other side says.</param>
/// <param name="AtMost">How long the listening may take in all.</param>
/// <param name="Otherwise">What to do when nobody spoke.</param>
internal sealed record ListenStep(DurationRange Patience, TimeSpan Silence, DurationRange AtMost, IReadOnlyList<PersonaStep> Otherwise) : PersonaStep
{
    /// <summary>How long nobody may speak, unless it is said.</summary>
    public static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(10);

    public override IEnumerable<PersonaStep> Inner => Otherwise;

    public static ListenStep Read(YamlMap map, StepReader reader) => new(
        map["listen"].OrNothing().Durations(forever: true) ?? UsualPatience,
        map["silence"].Duration() ?? PhoneExchange.TurnPause,
        map["atMost"].Durations() ?? DurationRange.Forever,
        reader.Steps(map["otherwise"]));

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        Utterance? heard = null;
        var inTime = await Interruption.TryAsync(
            async token => heard = await phone.ListenAsync(Patience.Draw(phone.Random), Silence, token), AtMost.Draw(phone.Random), phone.Time, cancellationToken);
        return heard is not null || (!inTime && phone.IsSpokenTo) ? Flow.On : await Otherwise.RunAsync(phone, cancellationToken);
    }
}
