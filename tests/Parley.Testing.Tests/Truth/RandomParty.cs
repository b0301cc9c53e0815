using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;

namespace Parley.Testing.Tests.Truth;

/// <summary>A callee that does everything at a moment drawn from a seed: rings, refuses, answers, holds, hangs up, vanishes, or is not there at all.</summary>
internal sealed record RandomParty : Persona
{
    private static readonly int[] Refusals = [302, 404, 408, 480, 486, 487, 500, 503, 600, 603];

    private readonly Random _random;
    private readonly bool _ignores;

    public RandomParty(Random random) => (_random, _ignores) = (random, random.Next(12) == 0);

    public override string Name => "random";

    public override bool IgnoresCalls => _ignores;

    /// <summary>The status that it refused with.</summary>
    public int? RefusedWith { get; private set; }

    /// <summary>Whether it picked up.</summary>
    public bool PickedUp { get; private set; }

    public override async Task TakeCallAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.PauseAsync(Soon(), cancellationToken);
        switch (_random.Next(4))
        {
            case 0:
                await phone.OpenEarlyAsync(cancellationToken);
                break;
            case 1 or 2:
                await phone.RingAsync(TimeSpan.Zero, 180, cancellationToken);
                break;
        }

        await phone.PauseAsync(Soon(), cancellationToken);
        switch (_random.Next(8))
        {
            case 0 or 1:
                RefusedWith = Refusals[_random.Next(Refusals.Length)];
                await phone.RejectAsync(RefusedWith.Value, cancellationToken: cancellationToken);
                return;
            case 2:
                await phone.PauseAsync(TimeSpan.FromMinutes(2), cancellationToken);
                return;
            case 3:
                phone.Vanish();
                return;
        }

        PickedUp = true;
        await phone.AnswerAsync(cancellationToken);
        await TalkAsync(phone, cancellationToken);
    }

    public override async Task TalkAsync(Phone phone, CancellationToken cancellationToken)
    {
        await phone.PauseAsync(Soon(), cancellationToken);
        switch (_random.Next(6))
        {
            case 0:
                phone.Vanish();
                return;
            case 1:
                await phone.HoldAsync(cancellationToken);
                await phone.PauseAsync(Soon(), cancellationToken);
                await phone.ResumeAsync(cancellationToken);
                break;
            case 2:
                await phone.PauseAsync(TimeSpan.FromMinutes(1), cancellationToken);
                break;
        }

        await phone.HangUpAsync(_random.Next(3) == 0 ? 41 : 16, cancellationToken);
    }

    private TimeSpan Soon() => _random.Next(3) == 0 ? TimeSpan.Zero : TimeSpan.FromMilliseconds(_random.Next(3_000));
}
