using Parley.Agents;
using Parley.Simulation.Carrier;
using Parley.Testing.Hosting;

namespace Parley.Testing;

/// <summary>A call that runs in a <see cref="PhoneNetwork"/>. For the steps of a test, in the time of the network.</summary>
public sealed class PhoneCall
{
    private readonly CallFile _file;
    private readonly Func<Task> _stop;

    internal PhoneCall(CallFile file, Func<Task> stop, Task<CallRecord> completion) => (_file, _stop, Completion) = (file, stop, completion);

    /// <summary>What is to be called, or calls.</summary>
    public CallPlan Plan => _file.Plan;

    /// <summary>The session, once it was started.</summary>
    public Guid? SessionId => _file.SessionId;

    /// <summary>What has happened in the session so far.</summary>
    public IReadOnlyList<AgentEvent> Events => _file.Events;

    /// <summary>The far end's side of the call, once it has begun there.</summary>
    public SimulatedCall? FarEnd => _file.FarEnd;

    /// <summary>The record, once the session is over.</summary>
    public Task<CallRecord> Completion { get; }

    /// <summary>Waits for an event of the session: one that has happened already, or the next. <see langword="null"/> when the session ends without it.</summary>
    public Task<T?> WaitForAsync<T>(Func<T, bool>? which = null)
        where T : AgentEvent =>
        _file.WaitForAsync(which ?? (_ => true));

    /// <summary>Waits for something that the far end does or notices. <see langword="null"/> when the session ends without it.</summary>
    public Task<SimulatedCallEvent?> WaitForAsync(SimulatedCallEventKind kind) => _file.WaitForAsync(kind);

    /// <summary>Stops the session, as an operator would, and waits until it has unwound.</summary>
    public Task StopAsync() => _stop();
}
