using Parley.Simulation.Carrier;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Personas.Steps;

/// <summary>One thing that a persona does in a call.</summary>
internal abstract record PersonaStep
{
    /// <summary>What may be said in it.</summary>
    public virtual IEnumerable<string> Lines => [];

    /// <summary>What may be said in it that was recorded before.</summary>
    public virtual IEnumerable<SpokenLine> Recordings => [];

    /// <summary>The steps that it consists of.</summary>
    public virtual IEnumerable<PersonaStep> Inner => [];

    /// <summary>Does it.</summary>
    public abstract Task<Flow> RunAsync(Phone phone, CancellationToken cancellationToken);

    /// <summary>The step and all within it.</summary>
    public IEnumerable<PersonaStep> WithInner() => [this, .. Inner.SelectMany(step => step.WithInner())];
}
