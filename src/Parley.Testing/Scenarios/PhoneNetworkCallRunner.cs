using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Telephony;
using Parley.Testing.Hosting;

namespace Parley.Testing.Scenarios;

/// <summary>Makes the calls of scenarios in <see cref="PhoneNetwork"/>s: every run has one of its own, and so has every agent that is called.</summary>
/// <param name="configure">Adds agents, speech and chat.</param>
public sealed class PhoneNetworkCallRunner(Action<PhoneNetworkBuilder>? configure = null) : ICallRunner
{
    /// <summary>Whether the calls take their time, over UDP on this machine.</summary>
    public bool IsRealTime { get; init; }

    /// <summary>A SIP peer that calls without a persona are made through, in real time.</summary>
    public IPEndPoint? Trunk { get; init; }

    /// <inheritdoc/>
    public bool RunsBesideOthers => !IsRealTime;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<CallRecord>> RunAsync(IReadOnlyList<ScenarioCall> calls, int seed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(calls);
        var records = new CallRecord[calls.Count];
        foreach (var world in calls.Index().GroupBy(call => call.Item.Direction is CallDirection.Incoming ? call.Item.Agent : null))
        {
            await using var network = Create(seed, builder => Configure(builder, world.Key));
            var made = await network.RunAsync([.. world.Select(call => PlanOf(call.Item))], cancellationToken);
            foreach (var (index, record) in world.Select(call => call.Index).Zip(made))
            {
                records[index] = record;
            }
        }

        return records;
    }

    private static CallPlan PlanOf(ScenarioCall call) => new()
    {
        Agent = call.Agent,
        Persona = call.Persona ?? new FarEndElsewhere(call.Dialout.PhoneNumber ?? call.Dialout.SipUri ?? ""),
        Address = call.Persona is null ? call.Dialout.PhoneNumber ?? call.Dialout.SipUri : null,
        Direction = call.Direction,
        Body = call.Body,
        DialoutSettings = SettingsOf(call.Dialout),
        Network = call.Network,
        Limit = call.Limit,
    };

    private static JsonObject SettingsOf(DialoutRequest dialout)
    {
        var settings = (JsonObject)JsonSerializer.SerializeToNode(dialout, AgentEventJson.Default.DialoutRequest)!;
        settings.Remove("phoneNumber");
        settings.Remove("sipUri");
        return settings;
    }

    private static IPAddress AddressToward(IPEndPoint peer)
    {
        using var socket = new Socket(peer.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Connect(peer);
        return ((IPEndPoint)socket.LocalEndPoint!).Address;
    }

    private PhoneNetwork Create(int seed, Action<PhoneNetworkBuilder> all) =>
        IsRealTime ? PhoneNetwork.CreateRealTime(seed, all) : PhoneNetwork.CreateVirtual(seed, all);

    private void Configure(PhoneNetworkBuilder builder, string? called)
    {
        if (called is not null)
        {
            builder.Set("Parley:Numbers:0:Agent", called);
        }

        if (Trunk is not null)
        {
            builder.Set("Parley:Trunks:0:Uri", $"sip:{Trunk}");
            builder.Set("Parley:Dialout:AllowedCountries:0", "*"); // Whoever wrote the number into the file meant it.
            builder.Set("Parley:Sip:Listen:0", $"{new IPEndPoint(AddressToward(Trunk), 0)}");
        }

        configure?.Invoke(builder);
    }
}
