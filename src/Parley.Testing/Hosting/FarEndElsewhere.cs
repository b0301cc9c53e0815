using Parley.Simulation.Carrier;
using Parley.Simulation.Personas;

namespace Parley.Testing.Hosting;

/// <summary>Stands for a far end that is no persona.</summary>
/// <param name="Address">The number or SIP address that it is reached under.</param>
internal sealed record FarEndElsewhere(string Address) : Persona
{
    /// <inheritdoc/>
    public override string Name => Address;

    /// <inheritdoc/>
    public override Task TakeCallAsync(Phone phone, CancellationToken cancellationToken) => throw new InvalidOperationException("It is not reached through the simulated carrier.");
}
