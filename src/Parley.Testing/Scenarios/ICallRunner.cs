namespace Parley.Testing.Scenarios;

/// <summary>A place where calls are made: a world in virtual time, or a real network.</summary>
public interface ICallRunner
{
    /// <summary>Whether worlds are apart, so that several may run at the same time.</summary>
    bool RunsBesideOthers { get; }

    /// <summary>Makes the calls of a scenario beside each other.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="seed">What all draws come from.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>One record per call, in the same order.</returns>
    Task<IReadOnlyList<CallRecord>> RunAsync(IReadOnlyList<ScenarioCall> calls, int seed, CancellationToken cancellationToken);
}
