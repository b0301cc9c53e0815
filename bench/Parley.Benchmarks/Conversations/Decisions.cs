using System.Collections.Concurrent;

namespace Parley.Benchmarks.Conversations;

/// <summary>When, in each call, the turn policy said that somebody may be speaking into the agent's turn, as timestamps of the machine.</summary>
internal sealed class Decisions
{
    private readonly ConcurrentDictionary<string, List<long>> _calls = new();

    /// <summary>Those of a call, to be written by its conversation.</summary>
    public List<long> Of(string call) => _calls.GetOrAdd(call, _ => new(16));
}
