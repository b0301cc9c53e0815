using System.Collections;
using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Hosting;

/// <summary>All that comes in about one call while it runs, and who waits for what of it.</summary>
internal sealed class CallFile(CallPlan plan, string number, TimeProvider time)
{
    private readonly List<AgentEvent> _events = [];
    private readonly List<SimulatedCallEvent> _farEnd = [];
    private readonly List<CallOutcome> _outcomes = [];
    private readonly List<SipTrace> _sip = [];
    private readonly List<Waiter> _waiters = [];
    private readonly Lock _gate = new();
    private bool _closed;

    private sealed record Waiter(Func<object?, bool> TryFinish);

    public CallPlan Plan => plan;

    public string Number => number;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    public Guid? SessionId { get; set; }

    public string? Error { get; set; }

    /// <summary>The way to its far end, if that is its own.</summary>
    public FarEndWay? Way { get; set; }

    public SimulatedCall? FarEnd { get; private set; }

    public IReadOnlyList<AgentEvent> Events
    {
        get
        {
            lock (_gate)
            {
                return [.. _events];
            }
        }
    }

    public void Add(AgentEvent occurred)
    {
        lock (_gate)
        {
            _events.Add(occurred);
        }

        Tell(occurred);
    }

    public void Add(SimulatedCallEvent occurred)
    {
        lock (_gate)
        {
            FarEnd = occurred.Call;
            _farEnd.Add(occurred);
        }

        Tell(occurred);
    }

    public void Add(CallOutcome outcome)
    {
        lock (_gate)
        {
            _outcomes.Add(outcome);
        }
    }

    public void Add(SipTrace trace)
    {
        lock (_gate)
        {
            _sip.Add(trace);
        }
    }

    /// <summary>Nothing more will happen.</summary>
    public void Close() => Tell(null);

    public Task<T?> WaitForAsync<T>(Func<T, bool> which)
        where T : AgentEvent =>
        WaitAsync(_events, which);

    public Task<SimulatedCallEvent?> WaitForAsync(SimulatedCallEventKind kind) =>
        WaitAsync<SimulatedCallEvent>(_farEnd, occurred => occurred.Kind == kind);

    public CallRecord ToRecord(bool keepsAudio)
    {
        lock (_gate)
        {
            var record = new CallRecord
            {
                Agent = plan.Agent,
                Persona = plan.Persona.Name,
                Address = number,
                SessionId = SessionId,
                Error = Error,
                StartedAt = StartedAt,
                EndedAt = time.GetUtcNow(),
                Outcomes = [.. _outcomes],
                Events = [.. _events],
                FarEnd = [.. _farEnd],
                Sip = [.. _sip],
            };
            return keepsAudio && FarEnd is { } call ? record with { Said = call.Said, Heard = call.Heard } : record;
        }
    }

    private Task<T?> WaitAsync<T>(IEnumerable happened, Func<T, bool> which)
        where T : class
    {
        lock (_gate)
        {
            var there = happened.OfType<T>().FirstOrDefault(which);
            if (_closed || there is not null)
            {
                return Task.FromResult(there);
            }

            var found = new TaskCompletionSource<T?>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add(new(occurred => (occurred is null || (occurred is T candidate && which(candidate))) && found.TrySetResult(occurred as T)));
            return found.Task;
        }
    }

    private void Tell(object? occurred)
    {
        lock (_gate)
        {
            _closed |= occurred is null;
            _waiters.RemoveAll(waiter => waiter.TryFinish(occurred));
        }
    }
}
