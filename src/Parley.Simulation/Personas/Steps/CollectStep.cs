using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Asks for keys, and takes them: a number of an account, a code.</summary>
/// <param name="Count">How many.</param>
/// <param name="Prompt">What is said first; a key cuts it short.</param>
/// <param name="Until">A key that ends them early.</param>
/// <param name="Patience">How long to wait for each.</param>
/// <param name="Otherwise">What to do when too few come.</param>
internal sealed record CollectStep(int Count, string? Prompt, char? Until, DurationRange Patience, IReadOnlyList<PersonaStep> Otherwise) : PersonaStep
{
    public override IEnumerable<string> Lines => Prompt is null ? [] : [Prompt];

    public override IEnumerable<PersonaStep> Inner => Otherwise;

    public static CollectStep Read(YamlMap map, StepReader reader) => new(
        map["collect"].WholeNumber(1, 64) ?? 1,
        map["prompt"].Text("the text to say"),
        map["until"].Key(),
        map["patience"].Durations(forever: true) ?? ListenStep.UsualPatience,
        reader.Steps(map["otherwise"]));

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (Prompt is not null)
        {
            await phone.UntilKeyAsync(token => phone.SayAsync(Prompt, token), cancellationToken);
        }

        for (var taken = 0; taken < Count; taken++)
        {
            switch (await phone.ReadKeyAsync(Patience.Draw(phone.Random), cancellationToken))
            {
                case null:
                    return await Otherwise.RunAsync(phone, cancellationToken);
                case { } key when key == Until:
                    return Flow.On;
            }
        }

        return Flow.On;
    }
}
