namespace Parley.Server.Sessions;

/// <summary>How many sessions of each agent run; the truth for one machine.</summary>
internal sealed class AgentCapacity
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _active = [];

    /// <summary>How many sessions of the agent run now.</summary>
    public int Active(string agent)
    {
        lock (_gate)
        {
            return _active.GetValueOrDefault(agent);
        }
    }

    /// <summary>Takes a slot, or gives <see langword="null"/> when all are taken. Disposing the lease gives the slot back, once.</summary>
    public IDisposable? TryTake(string agent, int maximum)
    {
        lock (_gate)
        {
            var active = _active.GetValueOrDefault(agent);
            if (active >= maximum)
            {
                return null;
            }

            _active[agent] = active + 1;
            return new Lease(this, agent);
        }
    }

    private void Release(string agent)
    {
        lock (_gate)
        {
            _active[agent]--;
        }
    }

    private sealed class Lease(AgentCapacity capacity, string agent) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                capacity.Release(agent);
            }
        }
    }
}
