using Parley.Simulation.Carrier;
using Parley.Simulation.Lines;
using Parley.Simulation.Personas.Steps;
using Parley.Simulation.Scripts;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas;

/// <summary>
/// A persona that is data: how it rings, whether it refuses, and what it does, step by step, once it has answered. Written as YAML, read by <see cref="PersonaFile"/>.
/// </summary>
public sealed record PersonaScript : Persona
{
    private readonly string _name = "";

    internal PersonaScript(string name) => _name = name;

    /// <inheritdoc/>
    public override string Name => _name;

    /// <summary>Who it is, in a sentence.</summary>
    public string? Description { get; init; }

    /// <inheritdoc/>
    public override string? CallerName => Caller;

    /// <inheritdoc/>
    public override double ClockDriftPpm => Clock;

    /// <inheritdoc/>
    public override bool IgnoresCalls => IsDead;

    /// <summary>For how long the caller waits before anything else happens; <see langword="null"/> for not at all.</summary>
    public DurationRange? Rings { get; init; }

    /// <summary>What the caller is told meanwhile: 180, 181, 182 or 183; 0 for nothing beyond 100.</summary>
    public int RingStatus { get; init; } = 180;

    /// <summary>How it refuses; <see langword="null"/> when it answers.</summary>
    public Refusal? Refusal { get; init; }

    /// <summary>When it hangs up, counted from the answer, whatever is going on; <see langword="null"/> for when all is done.</summary>
    public DurationRange? HangsUpAfter { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<string> Lines => AllSteps.SelectMany(step => step.Lines);

    /// <inheritdoc/>
    public override IEnumerable<SpokenLine> Recordings => AllSteps.SelectMany(step => step.Recordings);

    internal string? Caller { get; init; }

    internal double Clock { get; init; }

    internal bool IsDead { get; init; }

    /// <summary>What is heard before the answer, or the refusal (183).</summary>
    internal IReadOnlyList<PersonaStep> Early { get; init; } = [];

    /// <summary>What happens after the answer.</summary>
    internal IReadOnlyList<PersonaStep> Steps { get; init; } = [];

    /// <summary>What is heard behind everything after the answer.</summary>
    internal ReadOnlyMemory<short> Background { get; init; }

    /// <summary>What its line gives back after the answer; <see langword="null"/> for nothing.</summary>
    internal LineEcho? Echo { get; init; }

    private IEnumerable<PersonaStep> AllSteps => Early.Concat(Steps).SelectMany(step => step.WithInner());

    /// <inheritdoc/>
    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(phone);
        if (Rings is { } rings)
        {
            await RingAsync(phone, rings.Draw(phone.Random), cancellationToken);
        }

        if (Early.Count > 0)
        {
            await phone.OpenEarlyAsync(cancellationToken);
            await Early.RunAsync(phone, cancellationToken);
        }

        if (Refusal is { } refusal)
        {
            await phone.RejectAsync(refusal.Status, refusal.Cause, refusal.ReasonPhrase, refusal.Headers, cancellationToken);
        }
        else
        {
            await phone.AnswerAsync(cancellationToken);
            await TalkAsync(phone, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public override async Task TalkAsync(Phone phone, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(phone);
        if (!Background.IsEmpty)
        {
            phone.SetBackground(new BackgroundNoise(Background, phone.Random.Next(Background.Length)));
        }

        if (Echo is { } echo)
        {
            phone.SetEcho(echo);
        }

        var longest = HangsUpAfter?.Draw(phone.Random) ?? Timeout.InfiniteTimeSpan;
        await Interruption.TryAsync(token => Steps.RunAsync(phone, token), longest, phone.Time, cancellationToken);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    private Task RingAsync(Phone phone, TimeSpan duration, CancellationToken cancellationToken) =>
        RingStatus == 0 ? phone.PauseAsync(duration, cancellationToken) : phone.RingAsync(duration, RingStatus, cancellationToken);
}
