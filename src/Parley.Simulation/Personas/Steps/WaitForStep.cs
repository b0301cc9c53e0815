using Parley.Simulation.Carrier;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Waits until the other side begins to speak, or falls silent.</summary>
/// <param name="What">Which of the two.</param>
/// <param name="Least">How long it must have lasted already.</param>
/// <param name="Patience">How long to wait for it.</param>
/// <param name="Otherwise">What to do when it does not come.</param>
internal sealed record WaitForStep(Awaited What, TimeSpan Least, DurationRange Patience, IReadOnlyList<PersonaStep> Otherwise) : PersonaStep
{
    /// <summary>What can be waited for, in the words of the files.</summary>
    public static readonly IReadOnlyDictionary<string, Awaited> Words = new Dictionary<string, Awaited>
    {
        ["speech"] = Awaited.Speech,
        ["silence"] = Awaited.Silence,
    };

    private static readonly TimeSpan LeastSilence = TimeSpan.FromSeconds(1);

    public override IEnumerable<PersonaStep> Inner => Otherwise;

    public static WaitForStep Read(YamlMap map, StepReader reader)
    {
        var what = map["waitFor"].OneOf(Words) ?? Awaited.Speech;
        return new(
            what,
            map["for"].Duration() ?? (what is Awaited.Silence ? LeastSilence : TimeSpan.Zero),
            map["patience"].Durations(forever: true) ?? DurationRange.Forever,
            reader.Steps(map["otherwise"]));
    }

    public override async Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken)
    {
        var patience = Patience.Draw(phone.Random);
        var came = What is Awaited.Speech
            ? await phone.HearSpeechAsync(Least, patience, cancellationToken)
            : await phone.HearSilenceAsync(Least, patience, cancellationToken);
        return came ? Flow.On : await Otherwise.RunAsync(phone, cancellationToken);
    }
}

/// <summary>What a <see cref="WaitForStep"/> waits for.</summary>
internal enum Awaited
{
    /// <summary>The other side speaks.</summary>
    Speech,

    /// <summary>The other side does not.</summary>
    Silence,
}
