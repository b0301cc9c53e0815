using Parley.Simulation.Carrier;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Steps one after the other.</summary>
internal static class StepList
{
    /// <summary>Does them in order, until one says that it goes on elsewhere.</summary>
    public static async Task<Flow> RunAsync(this IReadOnlyList<PersonaStep> steps, Phone phone, CancellationToken cancellationToken)
    {
        foreach (var step in steps)
        {
            if (await step.RunAsync(phone, cancellationToken) is not Flow.On and var elsewhere)
            {
                return elsewhere;
            }
        }

        return Flow.On;
    }
}
