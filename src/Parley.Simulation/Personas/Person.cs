using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas;

/// <summary>Somebody who answers, says hello, talks in turns, and hangs up in the end, unless the other side does first.</summary>
public sealed record Person : Persona
{
    /// <inheritdoc/>
    public override string Name => "person";

    /// <summary>How long it rings.</summary>
    public TimeSpan RingsFor { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The time between picking up and speaking, and between hearing somebody out and answering.</summary>
    public TimeSpan ReactsAfter { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The first words, if the person speaks first.</summary>
    public string? Hello { get; init; } = "Hello?";

    /// <summary>What is said in each turn, in order.</summary>
    public IReadOnlyList<string> Says { get; init; } = ["Yes, Tuesday at ten is fine.", "Thank you, goodbye."];

    /// <summary>What is said when nobody speaks.</summary>
    public string AsksBack { get; init; } = "Hello? Is anybody there?";

    /// <summary>How long nobody may speak.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(6);

    /// <summary>How long to wait for the other side to hang up once everything is said.</summary>
    public TimeSpan Lingers { get; init; } = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public override IEnumerable<string> Lines => [.. Hello is null ? Array.Empty<string>() : [Hello], .. Says, AsksBack];

    /// <inheritdoc/>
    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.RingAsync(RingsFor, cancellationToken);
        await phone.AnswerAsync(cancellationToken);
        await TalkAsync(phone, cancellationToken);
    }

    /// <summary>Talks, once the line is open, until everything is said or nobody answers.</summary>
    public async Task TalkAsync(Phone phone, CancellationToken cancellationToken)
    {
        if (Hello is not null)
        {
            await phone.PauseAsync(ReactsAfter, cancellationToken);
            await phone.SayAsync(Hello, cancellationToken);
        }

        foreach (var line in Says)
        {
            if (await phone.ListenAsync(Patience, cancellationToken) is null)
            {
                await phone.SayAsync(AsksBack, cancellationToken);
                if (await phone.ListenAsync(Patience, cancellationToken) is null)
                {
                    return;
                }
            }

            await phone.PauseAsync(ReactsAfter, cancellationToken);
            await phone.SayAsync(line, cancellationToken);
        }

        await phone.PauseAsync(Lingers, cancellationToken);
    }
}
