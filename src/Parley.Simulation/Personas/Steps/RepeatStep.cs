using Parley.Simulation.Carrier;
using Parley.Simulation.Lines;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Does something several times, or until the call is over.</summary>
internal sealed record RepeatStep(int Times, IReadOnlyList<PersonaStep> Steps) : PersonaStep
{
    public override IEnumerable<PersonaStep> Inner => Steps;

    public static RepeatStep Read(YamlMap map, StepReader reader) => new(
        map["repeat"].Read<int>($"how often, from 1 to 1000, or '{DurationText.Forever}'", TryParse) ?? 1, reader.Steps(map.Require("steps")));

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        for (var i = 0; i < Times; i++)
        {
            if (await Steps.RunAsync(phone, cancellationToken) is not Flow.On and var elsewhere)
            {
                return elsewhere;
            }

            if (Times == int.MaxValue)
            {
                await phone.PauseAsync(LineTicker.Tick, cancellationToken); // so that even steps that take no time let time pass
            }
        }

        return Flow.On;
    }

    private static bool TryParse(string text, out int times)
    {
        times = int.MaxValue;
        return text == DurationText.Forever || (int.TryParse(text, out times) && times is >= 1 and <= 1000);
    }
}
