using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Simulation.Network;
using Parley.Simulation.Voices;
using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests.Truth;

/// <summary>The promises of <see cref="InterleavingTests"/> with the whole server around the calls: sessions, rooms, agents that stop, leave and crash.</summary>
public sealed class ServerInterleavingTests
{
    private const int PerWorld = 100;

    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, 4).Select(world => world * PerWorld)];

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public Task RunAsync_ManySchedules_KeepThePromises(int firstSeed) => CheckAsync([.. Enumerable.Range(firstSeed, PerWorld)]);

    [Theory]
    [InlineData(0)]
    public Task RunAsync_OneSchedule_KeepsThePromises(int seed) => CheckAsync([seed]);

    private static async Task CheckAsync(IReadOnlyList<int> seeds)
    {
        await using var network = PhoneNetwork.CreateVirtual(seed: 5, Configure);
        var problems = new List<string>();
        await network.RunAsync(
            async network =>
            {
                var calls = new List<Task<string?>>();
                foreach (var seed in seeds)
                {
                    calls.Add(RunAsync(network, seed));
                }

                foreach (var call in calls)
                {
                    if (await call is { } problem)
                    {
                        problems.Add(problem);
                    }
                }

                await Task.Delay(RandomCalls.Aftermath, network.Time, CancellationToken.None);
            },
            TestContext.Current.CancellationToken);
        if (!network.InUse.IsNone)
        {
            problems.Add($"left behind: {network.InUse}");
        }

        Assert.True(problems.Count == 0, string.Join('\n', problems.Take(20)));
    }

    private static void Configure(PhoneNetworkBuilder network)
    {
        network.KeepsAudio = false;
        network.PersonaVoice = new BabbleTextToSpeech();
        network.Services.AddSingleton<ITextToSpeech>(new BabbleTextToSpeech());
        network.AddAgent<TableAgent>("table");
        network.Set("Parley:Dialout:RingTimeout", "00:00:08");
        network.Set("Parley:Media:Timeout", "00:00:05");
    }

    private static async Task<string?> RunAsync(PhoneNetwork network, int seed)
    {
        var random = new Random(seed);
        var (act, at) = ((Doing)random.Next(Enum.GetValues<Doing>().Length), random.NextDouble() * 9);
        var call = network.Start(new CallPlan
        {
            Agent = "table",
            Persona = new RandomParty(new Random(random.Next())),
            Body = new JsonObject { ["do"] = $"{act}", ["at"] = at },
            Network = new LinkPlan(LinkSchedule.Always(Draw(random)), LinkSchedule.Always(Draw(random))),
            StartsAfter = TimeSpan.FromMilliseconds(random.Next(2_000)),
            Limit = TimeSpan.FromMinutes(5),
        });
        if (act is Doing.StopsTheSession)
        {
            await Task.Delay(TimeSpan.FromSeconds(at), network.Time, CancellationToken.None);
            await call.StopAsync();
        }

        var record = await call.Completion;
        return Judge(record) is { } problem
            ? $"seed {seed}, {act} at {at:0.000}: {problem}: {string.Join(' ', record.Events.Select(e => e.GetType().Name))}; {record.Outcome}; {record.Error}"
            : null;
    }

    private static LinkProfile Draw(Random random) => new()
    {
        Loss = random.Next(3) * 0.15,
        Duplicates = random.Next(3) * 0.2,
        Jitter = TimeSpan.FromMilliseconds(random.Next(400)),
        Reordering = random.Next(2) == 0 ? null : new(0.2, 3),
    };

    private static string? Judge(CallRecord call)
    {
        var dialled = call.Sip.Count > 0;
        var terminal = call.Events.Count(e => e is DialoutStopped or DialoutError);
        var (joined, left) = (call.Events.Count(e => e is ParticipantJoined), call.Events.Count(e => e is ParticipantLeft));
        var ends = call.Events.Select((e, i) => (e, i)).Where(x => x.e is DialoutStopped or DialoutError).Select(x => x.i).DefaultIfEmpty(-1).First();
        var answered = call.Events.Any(e => e is DialoutAnswered);
        return dialled && terminal != 1 ? $"{terminal} terminal events"
            : !dialled && terminal > 0 ? "a terminal event without a call"
            : call.Outcomes.Count > 1 ? $"{call.Outcomes.Count} outcomes"
            : joined != left || joined > 1 ? $"joined {joined} times, left {left} times"
            : call.Events.Skip(ends + 1).Any(e => e is DialoutEvent) ? "told of the dial-out after its end"
            : answered != (joined == 1) ? "answered, and not in the room"
            : answered && call.Events.Any(e => e is DialoutError) ? "an error after the answer"
            : TruthTableTests.CallsIn(call) > 1 ? "dialled twice"
            : call.Outcome?.Ending is CallEnding.Failed ? "failed, for no reason of the network"
            : call.Error?.Contains("was not over", StringComparison.Ordinal) is true ? "never over"
            : null;
    }
}
