using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.Voices;

namespace Parley.Testing.Tests.Truth;

/// <summary>Makes the calls of the table: one network for all rows of a world, one call after another, so that what is left behind is left by that call.</summary>
public sealed class TruthTableRun
{
    private const string Agent = "table";

    /// <summary>By then every SIP transaction has run out: 64 times T1, and a bit.</summary>
    private static readonly TimeSpan LongestAftermath = TimeSpan.FromSeconds(40);
    private static readonly TimeSpan Glance = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, TruthResult> _results = [];
    private readonly HashSet<World> _run = [];

    /// <summary>What came of a row.</summary>
    internal async Task<TruthResult> GetAsync(TruthRow row)
    {
        if (_run.Add(row.World))
        {
            await RunAsync(row.World);
        }

        return _results[row.Name];
    }

    private async Task RunAsync(World world)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 3, n => Configure(n, world));
        await network.RunAsync(
            async network =>
            {
                foreach (var row in TruthTable.Rows.Where(row => row.World == world))
                {
                    _results[row.Name] = await RunAsync(network, row);
                }
            },
            TestContext.Current.CancellationToken);
    }

    private static void Configure(PhoneNetworkBuilder network, World world)
    {
        network.KeepsAudio = false;
        network.PersonaVoice = new BabbleTextToSpeech();
        network.Services.AddSingleton<ITextToSpeech>(new BabbleTextToSpeech());
        network.AddAgent<TableAgent>(Agent);
        foreach (var (key, value) in SettingsOf(world))
        {
            network.Set($"Parley:{key}", value);
        }
    }

    private static (string Key, string Value)[] SettingsOf(World world) => world switch
    {
        World.Credentials => [("Trunks:0:Username", "parley"), ("Trunks:0:Password", "secret")],
        World.FollowsRedirects => [("Trunks:0:FollowRedirects", "1")],
        World.ShortSessions => [("Agents:0:Name", Agent), ("Agents:0:MaxSessionDuration", "00:01:00")],
        World.FullTrunk => [("Trunks:0:MaxCalls", "1")],
        World.FewPorts => [("Media:PortRange", "10000-10001")],
        World.FewAgents => [("Agents:0:Name", Agent), ("Agents:0:MaxAgents", "1")],
        _ => [],
    };

    private static async Task<TruthResult> RunAsync(PhoneNetwork network, TruthRow row)
    {
        var first = row.World is World.FullTrunk or World.FewPorts or World.FewAgents ? await OccupyAsync(network) : null;
        var call = network.Start(new CallPlan
        {
            Agent = Agent,
            Persona = row.Party ?? PersonaFile.Parse(row.FarEnd, row.Name),
            Body = BodyOf(row),
            Network = WayOf(row),
            RoomProperties = row.Room?.Invoke(network.Time.GetUtcNow()),
        });
        if (row.Do is Doing.StopsTheSession)
        {
            await Task.Delay(TimeSpan.FromSeconds(row.At), network.Time, CancellationToken.None);
            await call.StopAsync();
        }

        var record = await call.Completion;
        if (first is not null)
        {
            await first.StopAsync();
        }

        for (var waited = TimeSpan.Zero; waited < LongestAftermath && !network.InUse.IsNone; waited += Glance)
        {
            await Task.Delay(Glance, network.Time, CancellationToken.None);
        }

        return new(record, network.InUse);
    }

    /// <summary>Makes a call that lasts.</summary>
    private static async Task<PhoneCall> OccupyAsync(PhoneNetwork network)
    {
        var call = network.Start(new CallPlan { Agent = Agent, Persona = PersonaFile.Parse("steps:\n  - pause: 5m"), Body = BodyOf(new("first")) });
        await call.WaitForAsync<DialoutAnswered>();
        return call;
    }

    private static LinkPlan? WayOf(TruthRow row)
    {
        return row.Way.Count == 0 ? null : new LinkPlan(Schedule(step => step.ToIsDown), Schedule(step => step.FromIsDown));

        LinkSchedule Schedule(Func<(double From, bool ToIsDown, bool FromIsDown), bool> isDown)
        {
            var steps = row.Way.Select(step => new LinkStep(TimeSpan.FromSeconds(step.From), new LinkProfile { IsDown = isDown(step) })).ToList();
            return new(steps[0].At == TimeSpan.Zero ? steps : [new(TimeSpan.Zero, new()), .. steps]);
        }
    }

    private static JsonObject BodyOf(TruthRow row)
    {
        var body = new JsonObject { ["do"] = $"{row.Do}", ["at"] = row.At };
        if ((row.SipUri ?? row.PhoneNumber) is { } address)
        {
            body["dialout_settings"] = new JsonArray(new JsonObject { [row.SipUri is null ? "phoneNumber" : "sipUri"] = address });
        }

        return body;
    }
}

/// <summary>What came of a row.</summary>
/// <param name="Call">The call.</param>
/// <param name="Left">What it still held when all its transactions must have run out.</param>
internal sealed record TruthResult(CallRecord Call, NetworkUse Left);
