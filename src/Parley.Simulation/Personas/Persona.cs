using Parley.Simulation.Carrier;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Personas;

/// <summary>
/// Who or what is reached under a number of the simulated network: data about it, and how it takes a call. Most are written as YAML, see
/// <see cref="PersonaFile"/>; derive from this for a party that YAML has no words for.
/// </summary>
public abstract record Persona
{
    /// <summary>What to call it: <c>person</c>, <c>voicemail</c>.</summary>
    public abstract string Name { get; }

    /// <summary>Everything it may say, so that it can be rendered before the first call.</summary>
    public virtual IEnumerable<string> Lines => [];

    /// <summary>Everything it may say that was recorded before, with its words.</summary>
    public virtual IEnumerable<SpokenLine> Recordings => [];

    /// <summary>The name shown when it calls somebody.</summary>
    public virtual string? CallerName => null;

    /// <summary>How much faster than right its media clock runs, in parts per million; negative for slower.</summary>
    public virtual double ClockDriftPpm => 0;

    /// <summary>Whether requests to it are not answered at all, as if nothing were there: not even 100.</summary>
    public virtual bool IgnoresCalls => false;

    /// <summary>
    /// Takes one call from the INVITE to the end. When it returns, whatever is left of the call is hung up. The token is cancelled when
    /// the other side ends the call. One persona serves any number of calls at once.
    /// </summary>
    public abstract Task TakeCallAsync(Phone phone, CancellationToken cancellationToken);

    /// <summary>Talks, once a call is answered that it placed. When it returns, whatever is left of the call is hung up; so without a word is done here.</summary>
    public virtual Task TalkAsync(Phone phone, CancellationToken cancellationToken) => Task.CompletedTask;
}
