using System.Diagnostics.CodeAnalysis;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.VirtualTime;
using Parley.Testing.Hosting;

namespace Parley.Testing;

/// <summary>
/// A whole phone network for tests: the server's sessions, rooms and telephony with your agents on one side, a simulated carrier with personas on the other. In virtual
/// time it runs on the calling thread, as fast as it goes, and the same seed gives the same calls; in real time it uses UDP on this machine. One run at a time.
/// </summary>
public sealed class PhoneNetwork : IAsyncDisposable
{
    private readonly NetworkWorld _world;

    private PhoneNetwork(NetworkWorld world) => _world = world;

    /// <summary>The clock of the network.</summary>
    public TimeProvider Time => _world.Time;

    /// <summary>What drives virtual time; <see langword="null"/> for a network in real time.</summary>
    public VirtualScheduler? Scheduler => _world.Scheduler;

    /// <summary>The network in memory, for hosts of a test's own beside the carrier: a phone of which each step is the test's, say. <see langword="null"/> in real time.</summary>
    public VirtualNetwork? Hosts => _world.Hosts;

    /// <summary>The services of the server: what the agents are given, and what a test has added.</summary>
    public IServiceProvider Services => _world.Services;

    /// <summary>Makes a network in virtual time.</summary>
    /// <param name="seed">Of everything that is random in it.</param>
    /// <param name="configure">Adds agents, speech and chat.</param>
    public static PhoneNetwork CreateVirtual(int seed, Action<PhoneNetworkBuilder>? configure = null) => new(new NetworkWorld(seed, new VirtualGround(), configure));

    /// <summary>Makes a network in real time, over UDP on the loopback address.</summary>
    /// <param name="seed">Of everything that is random in it.</param>
    /// <param name="configure">Adds agents, speech and chat.</param>
    public static PhoneNetwork CreateRealTime(int seed, Action<PhoneNetworkBuilder>? configure = null) => new(new NetworkWorld(seed, new RealGround(), configure));

    /// <summary>Lets an agent call a persona, and waits for the end of its session.</summary>
    /// <param name="agent">The agent's name.</param>
    /// <param name="persona">Who is called.</param>
    /// <param name="cancellationToken">Gives up; of use in real time.</param>
    public Task<CallRecord> RunAsync(string agent, Persona persona, CancellationToken cancellationToken = default) =>
        RunAsync(new CallPlan { Agent = agent, Persona = persona }, cancellationToken);

    /// <summary>Makes a call, and waits for the end of its session.</summary>
    public async Task<CallRecord> RunAsync(CallPlan plan, CancellationToken cancellationToken = default) => (await RunAsync([plan], cancellationToken))[0];

    /// <summary>Makes calls beside each other in one world, and waits for the ends of all their sessions.</summary>
    /// <returns>The records, in the order of the plans.</returns>
    public Task<IReadOnlyList<CallRecord>> RunAsync(IReadOnlyList<CallPlan> plans, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(plans);
        return RunAsync<IReadOnlyList<CallRecord>>(
            async network =>
            {
                var calls = new List<PhoneCall>();
                foreach (var plan in plans)
                {
                    calls.Add(network.Start(plan));
                }

                var records = new List<CallRecord>();
                foreach (var call in calls)
                {
                    records.Add(await call.Completion);
                }

                return records;
            },
            cancellationToken);
    }

    /// <summary>Runs a test's own steps in the time of the network: start calls, wait for what happens in them, act on them.</summary>
    /// <param name="steps">The steps. In virtual time they must await nothing that depends on the real clock or on other threads.</param>
    /// <param name="cancellationToken">Gives up; of use in real time.</param>
    public Task<T> RunAsync<T>(Func<PhoneNetwork, Task<T>> steps, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return _world.RunAsync(() => steps(this), cancellationToken);
    }

    /// <summary>Runs a test's own steps in the time of the network. See <see cref="RunAsync{T}(Func{PhoneNetwork, Task{T}}, CancellationToken)"/>.</summary>
    public Task RunAsync(Func<PhoneNetwork, Task> steps, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return _world.RunAsync<object?>(
            async () =>
            {
                await steps(this);
                return null;
            },
            cancellationToken);
    }

    /// <summary>Starts a call and returns at once. Only inside of <see cref="RunAsync{T}(Func{PhoneNetwork, Task{T}}, CancellationToken)"/>.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Belongs to this network.")]
    public PhoneCall Start(CallPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return _world.Start(plan);
    }

    /// <summary>
    /// Stops the server, as its host does for an update: sessions end, calls are hung up. Only inside of a run; nothing can be started afterwards, while the carrier stays.
    /// </summary>
    public Task StopServerAsync() => _world.StopServerAsync();

    /// <summary>What of the calls that are over is still held: nothing, unless something leaks.</summary>
    public NetworkUse InUse => _world.InUse;

    /// <summary>Hangs up whatever is left and takes the network down.</summary>
    public ValueTask DisposeAsync() => _world.DisposeAsync();
}
