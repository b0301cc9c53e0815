using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Says what can be chosen, and does what is chosen by its keys. Keys pressed during the prompt cut it short.</summary>
/// <param name="Prompt">What is said.</param>
/// <param name="Choices">What is done, by the keys to press.</param>
/// <param name="Patience">How long to wait for each key.</param>
/// <param name="Tries">How often the prompt is said before it is given up.</param>
/// <param name="Timeout">What is done when no key comes, before the next try.</param>
/// <param name="Invalid">What is done after keys that choose nothing, before the next try.</param>
/// <param name="Otherwise">What is done when all tries are used up.</param>
internal sealed record MenuStep(
    string Prompt,
    IReadOnlyDictionary<string, IReadOnlyList<PersonaStep>> Choices,
    DurationRange Patience,
    int Tries,
    IReadOnlyList<PersonaStep> Timeout,
    IReadOnlyList<PersonaStep> Invalid,
    IReadOnlyList<PersonaStep> Otherwise) : PersonaStep
{
    private static readonly TimeSpan UsualPatience = TimeSpan.FromSeconds(5);
    private const int UsualTries = 3;

    public override IEnumerable<string> Lines => [Prompt];

    public override IEnumerable<PersonaStep> Inner => [.. Choices.Values.SelectMany(steps => steps), .. Timeout, .. Invalid, .. Otherwise];

    public static MenuStep Read(YamlMap map, StepReader reader)
    {
        var inside = reader.InsideMenu();
        return new(
            map["menu"].Spoken(),
            inside.Choices(map.Require("choices")),
            map["patience"].Durations(forever: true) ?? UsualPatience,
            map["tries"].WholeNumber(1, 100) ?? UsualTries,
            reader.Steps(map["timeout"]),
            reader.Steps(map["invalid"]),
            reader.Steps(map["otherwise"]));
    }

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < Tries; tries++)
        {
            await phone.UntilKeyAsync(token => phone.SayAsync(Prompt, token), cancellationToken);
            var keys = await ReadChoiceAsync(phone, cancellationToken);
            if (Choices.TryGetValue(keys, out var chosen))
            {
                switch (await chosen.RunAsync(phone, cancellationToken))
                {
                    case Flow.Again:
                        tries = -1; // as if nothing had been tried yet
                        continue;
                    case Flow.Back:
                        return Flow.Again;
                    case var end:
                        return end;
                }
            }

            if (await (keys.Length == 0 ? Timeout : Invalid).RunAsync(phone, cancellationToken) is not Flow.On and var elsewhere)
            {
                return elsewhere;
            }
        }

        return await Otherwise.RunAsync(phone, cancellationToken);
    }

    /// <summary>Reads keys until they choose something, or cannot any more.</summary>
    private async Task<string> ReadChoiceAsync(Phone phone, CancellationToken cancellationToken)
    {
        var keys = "";
        while (await phone.ReadKeyAsync(Patience.Draw(phone.Random), cancellationToken) is { } key)
        {
            keys += key;
            if (!Choices.Keys.Any(choice => choice.Length > keys.Length && choice.StartsWith(keys, StringComparison.Ordinal)))
            {
                break;
            }
        }

        return keys;
    }
}
