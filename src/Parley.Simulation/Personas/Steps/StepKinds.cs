using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Every kind of step, by the word that it begins with.</summary>
internal static class StepKinds
{
    /// <summary>All of them.</summary>
    public static IReadOnlyDictionary<string, StepKind> All { get; } = new Dictionary<string, StepKind>(StringComparer.Ordinal)
    {
        ["say"] = new(SayStep.Read),
        ["play"] = new(PlayStep.Read),
        ["beep"] = new(ToneStep.ReadBeep),
        ["tone"] = new(ToneStep.ReadTone),
        ["pause"] = new(PauseStep.Read),
        ["oneOf"] = new(OneOfStep.Read),
        ["repeat"] = new(RepeatStep.Read),
        ["listen"] = new(ListenStep.Read) { NeedsAnswer = true },
        ["waitFor"] = new(WaitForStep.Read) { NeedsAnswer = true },
        ["bargeIn"] = new(BargeInStep.Read) { NeedsAnswer = true },
        ["press"] = new(PressStep.Read) { NeedsAnswer = true },
        ["collect"] = new(CollectStep.Read) { NeedsAnswer = true },
        ["menu"] = new(MenuStep.Read) { NeedsAnswer = true },
        ["again"] = new(GoToMenuStep.ReadAgain) { NeedsAnswer = true },
        ["back"] = new(GoToMenuStep.ReadBack) { NeedsAnswer = true },
        ["hold"] = new(HoldStep.Read) { NeedsAnswer = true },
        ["record"] = new(RecordStep.Read) { NeedsAnswer = true },
        ["stopSending"] = new(StopSendingStep.Read) { NeedsAnswer = true },
        ["vanish"] = new(VanishStep.Read) { NeedsAnswer = true },
        ["hangUp"] = new(HangUpStep.Read) { NeedsAnswer = true },
    };
}

/// <summary>One kind of step.</summary>
/// <param name="Read">Reads one; asks for every key that it may have.</param>
internal sealed record StepKind(Func<YamlMap, StepReader, PersonaStep?> Read)
{
    /// <summary>Whether it makes sense only in a call that is answered.</summary>
    public bool NeedsAnswer { get; init; }
}
