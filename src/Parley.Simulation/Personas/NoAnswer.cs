using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas;

/// <summary>It rings until the caller gives up (CANCEL, answered with 487).</summary>
public sealed record NoAnswer : Persona
{
    /// <inheritdoc/>
    public override string Name => "no answer";

    /// <inheritdoc/>
    public override Task TakeCallAsync(Phone phone, CancellationToken cancellationToken) => phone.RingAsync(Timeout.InfiniteTimeSpan, cancellationToken);
}
