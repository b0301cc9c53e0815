namespace Parley.Server.Sessions;

/// <summary>How many sessions of each agent run, and who waits for one of them to end; the truth for one machine.</summary>
internal sealed class AgentCapacity(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Slots> _agents = [];
    private bool _stopped;

    /// <summary>How many sessions of the agent run now.</summary>
    public int Active(string agent)
    {
        lock (_gate)
        {
            return _agents.GetValueOrDefault(agent)?.Active ?? 0;
        }
    }

    /// <summary>How many starts of the agent wait now.</summary>
    public int Waiting(string agent)
    {
        lock (_gate)
        {
            return _agents.GetValueOrDefault(agent)?.Waiters.Count ?? 0;
        }
    }

    /// <summary>Sets how many may run at a time. Those that run go on, however many they are; those that wait get what is free.</summary>
    public void SetMaximum(string agent, int maximum)
    {
        lock (_gate)
        {
            var slots = SlotsOf(agent);
            slots.Maximum = maximum;
            Serve(slots);
        }
    }

    /// <summary>Takes a slot, or gives <see langword="null"/> when all are taken. Disposing the lease gives the slot back, once.</summary>
    public IDisposable? TryTake(string agent, int maximum)
    {
        lock (_gate)
        {
            var slots = SlotsOf(agent);
            slots.Maximum = maximum;
            return slots.Active < maximum && slots.Waiters.Count == 0 ? Take(slots) : null;
        }
    }

    /// <summary>
    /// Takes a slot, and when none is free waits its turn: first come, first served. <see langword="null"/> when too many wait already, when it
    /// took longer than it may, or when the server stops.
    /// </summary>
    /// <exception cref="OperationCanceledException">Nobody wants it any more; the place in the queue is given up.</exception>
    public async Task<IDisposable?> TakeAsync(string agent, int maximum, int longestQueue, TimeSpan longestWait, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_gate)
        {
            var slots = SlotsOf(agent);
            slots.Maximum = maximum;
            if (slots.Active < maximum && slots.Waiters.Count == 0)
            {
                return Take(slots);
            }

            if (slots.Waiters.Count >= longestQueue || _stopped)
            {
                return null;
            }

            waiter = new();
            slots.Waiters.AddLast(waiter.Place);
        }

        await using var patience = time.CreateTimer(_ => GiveUp(waiter), null, longestWait, Timeout.InfiniteTimeSpan);
        await using var leaving = cancellationToken.UnsafeRegister(_ => GiveUp(waiter), null);
        var lease = await waiter.Served;
        if (cancellationToken.IsCancellationRequested)
        {
            lease?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
        }

        return lease;
    }

    /// <summary>Sends all that wait away, and lets nobody wait any more.</summary>
    public void StopWaiting()
    {
        lock (_gate)
        {
            _stopped = true;
            foreach (var slots in _agents.Values)
            {
                while (slots.Waiters.First is { } first)
                {
                    slots.Waiters.Remove(first);
                    first.Value.Serve(null);
                }
            }
        }
    }

    private Slots SlotsOf(string agent)
    {
        if (!_agents.TryGetValue(agent, out var slots))
        {
            _agents[agent] = slots = new();
        }

        return slots;
    }

    private Lease Take(Slots slots)
    {
        slots.Active++;
        return new Lease(this, slots);
    }

    private void Serve(Slots slots)
    {
        while (slots.Active < slots.Maximum && slots.Waiters.First is { } first)
        {
            slots.Waiters.Remove(first);
            first.Value.Serve(Take(slots));
        }
    }

    private void GiveUp(Waiter waiter)
    {
        lock (_gate)
        {
            if (waiter.Place.List is { } queue)
            {
                queue.Remove(waiter.Place);
                waiter.Serve(null);
            }
        }
    }

    private void Release(Slots slots)
    {
        lock (_gate)
        {
            slots.Active--;
            Serve(slots);
        }
    }

    private sealed class Slots
    {
        public int Active { get; set; }

        public int Maximum { get; set; }

        public LinkedList<Waiter> Waiters { get; } = [];
    }

    private sealed class Waiter
    {
        private readonly TaskCompletionSource<IDisposable?> _served = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Waiter() => Place = new(this);

        public LinkedListNode<Waiter> Place { get; }

        public Task<IDisposable?> Served => _served.Task;

        public void Serve(IDisposable? lease) => _served.TrySetResult(lease);
    }

    private sealed class Lease(AgentCapacity capacity, Slots slots) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                capacity.Release(slots);
            }
        }
    }
}
