using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Says something; if it yields, only until the other side begins to speak.</summary>
internal sealed record SayStep(string Text, bool Yields) : PersonaStep
{
    public override IEnumerable<string> Lines => [Text];

    public static SayStep Read(YamlMap map, StepReader reader) => new(map["say"].Spoken(), map["yields"].YesOrNo() ?? false);

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (Yields)
        {
            await phone.UntilSpeechAsync(token => phone.SayAsync(Text, token), cancellationToken);
        }
        else
        {
            await phone.SayAsync(Text, cancellationToken);
        }

        return Flow.On;
    }
}
