using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas;

/// <summary>
/// Who or what is reached under a number of the simulated network: data about it, and how it takes a call. Derive from it for a party of
/// your own; <see cref="Person"/> and <see cref="Voicemail"/> show how.
/// </summary>
public abstract record Persona
{
    /// <summary>What to call it: <c>person</c>, <c>voicemail</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Everything it may say, so that it can be rendered before the first call.</summary>
    public virtual IEnumerable<string> Lines => [];

    /// <summary>
    /// Takes one call from the INVITE to the end. When it returns, whatever is left of the call is hung up. The token is cancelled when
    /// the other side ends the call. One persona serves any number of calls at once.
    /// </summary>
    public abstract Task TakeCallAsync(Phone phone, CancellationToken cancellationToken);
}
