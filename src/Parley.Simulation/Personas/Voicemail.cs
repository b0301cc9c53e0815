using Parley.Audio.Tones;
using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas;

/// <summary>A machine that answers: greeting, beep, and the message is kept.</summary>
public sealed record Voicemail : Persona
{
    /// <inheritdoc/>
    public override string Name => "voicemail";

    /// <summary>How long it rings.</summary>
    public TimeSpan RingsFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time between the answer and the greeting.</summary>
    public TimeSpan StartsAfter { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The greeting: six to seven seconds of speech.</summary>
    public string Greeting { get; init; } =
        "Hello, you have reached the voicemail of Alex Morgan. I cannot come to the phone right now. Please leave a short message after the tone.";

    /// <summary>The time between the greeting and the beep.</summary>
    public TimeSpan BeepsAfter { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>The beep: 1,000 Hz for 400 ms.</summary>
    public TonePattern Beep { get; init; } = TonePatterns.RecordBeep;

    /// <summary>The longest message.</summary>
    public TimeSpan LongestMessage { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How much silence ends a message.</summary>
    public TimeSpan SilenceEnds { get; init; } = TimeSpan.FromSeconds(8);

    /// <inheritdoc/>
    public override IEnumerable<string> Lines => [Greeting];

    /// <inheritdoc/>
    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.RingAsync(RingsFor, cancellationToken);
        await phone.AnswerAsync(cancellationToken);
        await phone.PauseAsync(StartsAfter, cancellationToken);
        await phone.SayAsync(Greeting, cancellationToken);
        await phone.PauseAsync(BeepsAfter, cancellationToken);
        await phone.PlayAsync(Beep, "beep", cancellationToken: cancellationToken);
        await phone.RecordAsync(LongestMessage, SilenceEnds, cancellationToken);
    }
}
