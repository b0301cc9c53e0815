using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Api;
using Parley.Server.Hosting;
using Parley.Server.Sessions;
using Parley.Telephony;
using Parley.Testing;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>
/// The whole server below HTTP with real sessions and real calls, in virtual time; its agents do what the test says, its trunk leads to a phone of the test. What
/// is asked over HTTP goes through the same readers and documents; <see cref="LiveServer"/> has the door itself.
/// </summary>
internal sealed class CallServer
{
    public const string Callee = "+15551230001";
    public const string Number = "+15550001111";
    public const string NumberId = "3f0e9f5a-0000-4000-8000-000000000001";

    /// <summary>Longer than anything here takes: what never comes fails its test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly PhoneNetwork _network;
    private readonly Dictionary<Guid, TaskCompletionSource> _ends = [];

    private CallServer(PhoneNetwork network, Phone phone, AgentScripts agents)
    {
        (_network, Phone, Agents) = (network, phone, agents);
        Services.GetRequiredService<SessionWatch>().Ended += (id, _) => EndSource(id).TrySetResult();
    }

    public Phone Phone { get; }

    /// <summary>What the agents do, by name.</summary>
    public AgentScripts Agents { get; }

    public IServiceProvider Services => _network.Services;

    public TimeProvider Time => _network.Time;

    public Switchboard Switchboard => Services.GetRequiredService<TelephonyHost>().Switchboard;

    public IPEndPoint SipEndPoint => Switchboard.Sip.LocalEndPoint;

    public int ActiveSessions => Services.GetRequiredService<AgentCapacity>().Active("outbound") + Services.GetRequiredService<AgentCapacity>().Active("inbound");

    /// <summary>Starts a server, takes the steps of a test in its time, and takes it down.</summary>
    public static Task RunAsync(Func<CallServer, Task> steps, params (string Key, string Value)[] settings) => RunAsync(_ => { }, steps, settings);

    /// <summary>Starts a server with other services, takes the steps of a test in its time, and takes it down.</summary>
    public static async Task RunAsync(Action<IServiceCollection> configure, Func<CallServer, Task> steps, params (string Key, string Value)[] settings)
    {
        var agents = new AgentScripts();
        await using var network = PhoneNetwork.CreateVirtual(seed: 1, n =>
        {
            n.Set("Parley:Trunks:0:Uri", $"sip:{Phone.VirtualAddress}");
            n.Set("Parley:Numbers:0:Number", Number);
            n.Set("Parley:Media:PortRange", "40000-40039");
            foreach (var (key, value) in settings)
            {
                n.Set($"{ParleyOptions.Section}:{key}", value);
            }

            n.Services.AddSingleton(agents);
            n.AddAgent<ScriptedAgent>("outbound").AddAgent<ScriptedAgent>("inbound");
            configure(n.Services);
        });
        await network.RunAsync(
            async network =>
            {
                await using var phone = await Phone.StartAsync(network);
                await steps(new CallServer(network, phone, agents));
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>Starts a session.</summary>
    /// <param name="body">The body for the agent.</param>
    /// <param name="room">The room's properties; <c>enable_dialout</c> alone when null.</param>
    public async Task<Guid> StartSessionAsync(string body = "{}", string? room = null)
    {
        return (await StartAsync("outbound", $$"""{"createDailyRoom":true,"dailyRoomProperties":{{room ?? """{"enable_dialout":true}"""}},"body":{{body}}}""")).SessionId;
    }

    /// <summary>Starts a session as a request asks for it.</summary>
    public async Task<SessionStart> StartAsync(string agent, string request)
    {
        Assert.Null(StartRequestReader.TryRead(Encoding.UTF8.GetBytes(request), Time.GetUtcNow(), out var start));
        var started = await Services.GetRequiredService<SessionStarter>().StartAsync(agent, start!, CancellationToken.None);
        Assert.Equal(SessionAdmission.Started, started.Admission);
        return started;
    }

    /// <summary>Runs a session of an agent to its end.</summary>
    public async Task<EndedSession> RunSessionAsync(AgentScript agent, string? room = null)
    {
        Agents["outbound"] = agent;
        return await EndOfAsync(await StartSessionAsync(room: room));
    }

    /// <summary>Waits until a session is over and gives what is known of it.</summary>
    public async Task<EndedSession> EndOfAsync(Guid id, string agent = "outbound")
    {
        var end = EndSource(id);
        await using (Time.CreateTimer(_ => end.TrySetException(new TimeoutException($"Session {id} has no end.")), null, Patience, Timeout.InfiniteTimeSpan))
        {
            await end.Task;
        }

        await Services.GetRequiredService<LiveSessions>().WhenEndedAsync(id, CancellationToken.None);
        var found = Assert.IsType<Ok<SessionDetailsDocument>>(await Services.GetRequiredService<SessionEndpoints>().GetAsync(agent, $"{id}", CancellationToken.None));
        var record = JsonSerializer.SerializeToElement(found.Value!, ApiJson.Default.SessionDetailsDocument);
        return new(id, record, Services.GetRequiredService<SessionTimelines>().Get(id));
    }

    /// <summary>Stops a session as an operator does.</summary>
    public async Task DeleteAsync(Guid id) =>
        Assert.IsType<Ok<SessionTerminatedDocument>>(await Services.GetRequiredService<SessionEndpoints>().StopAsync("outbound", $"{id}", CancellationToken.None));

    /// <summary>Stops the server as Ctrl-C does, and gives how long it takes.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        var began = Time.GetTimestamp();
        await _network.StopServerAsync();
        return Time.GetElapsedTime(began);
    }

    /// <summary>A phone beside the test's own, at another address.</summary>
    public Task<Phone> StartPhoneAsync(IPEndPoint address) => Phone.StartAsync(_network, address);

    /// <summary>A phone beside the test's own that rings and dies.</summary>
    public DeadPhone DeadPhone() => new(_network);

    /// <summary>Sees to it that nothing of any call is left.</summary>
    public void AssertNothingIsLeft() => Assert.Equal((0, 0, 0), (Switchboard.ActiveCalls, Switchboard.Ports.InUse, ActiveSessions));

    private TaskCompletionSource EndSource(Guid session)
    {
        if (!_ends.TryGetValue(session, out var end))
        {
            _ends[session] = end = new();
        }

        return end;
    }
}
