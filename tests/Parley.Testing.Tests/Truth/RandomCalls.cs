using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Parley.Rtp.Transport;
using Parley.Simulation.Carrier;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.VirtualTime;
using Parley.Simulation.Voices;
using Parley.Sip.Parsing;
using Parley.Telephony;
using Parley.Telephony.Numbers;
using Parley.Telephony.Outcomes;
using Parley.Telephony.Trunks;

namespace Parley.Testing.Tests.Truth;

/// <summary>Random schedules at the level of telephony: a switchboard, a simulated carrier, and between them ways that lose, delay and repeat messages.</summary>
internal sealed class RandomCalls
{
    /// <summary>Long after the last call is over, every transaction has run out: a late 200 needs 32 s, and the BYE that it is answered with as much again.</summary>
    public static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(110);

    private static readonly IPEndPoint Us = new(IPAddress.Parse("10.0.0.1"), 5060);
    private static readonly IPEndPoint Them = new(IPAddress.Parse("10.0.0.2"), 5060);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly VirtualScheduler _scheduler = new();
    private readonly ConcurrentDictionary<string, Persona> _numbers = new();
    private readonly Dictionary<string, Schedule> _schedules = [];
    private readonly Dictionary<string, Schedule> _sipCalls = [];
    private readonly HashSet<CallLeg> _talking = [];
    private readonly List<string> _problems = [];
    private readonly HashSet<CallEnding> _endings = [];

    /// <summary>Runs schedules beside each other in one world.</summary>
    /// <param name="seeds">A seed for each.</param>
    /// <param name="endings">Receives the endings that there were.</param>
    /// <returns>What is wrong, each with the seed of its schedule.</returns>
    public static IReadOnlyList<string> Run(IReadOnlyList<int> seeds, ISet<CallEnding>? endings = null)
    {
        var calls = new RandomCalls();
        var left = calls._scheduler.Run(() => calls.RunAsync(seeds));
        endings?.UnionWith(calls._endings);
        if (left is null)
        {
            return calls._problems;
        }

        // Whose it is can be seen when each has a world of its own.
        var guilty = seeds.Count > 1 ? seeds.SelectMany(seed => Run([seed])).ToList() : [];
        return [.. calls._problems, $"seeds {seeds[0]} to {seeds[^1]}: {left}", .. guilty];
    }

    private async Task<string?> RunAsync(IReadOnlyList<int> seeds)
    {
        var network = new VirtualNetwork(_scheduler.Clock) { SipLinks = WayOf };
        VirtualHost ours = network.Host(Us.Address), theirs = network.Host(Them.Address);
        var options = new SimulatedCarrierOptions { Listen = Them, Numbers = _numbers, Seed = 1, LongestRecording = TimeSpan.Zero };
        await using var carrier = new SimulatedCarrier(options, new BabbleTextToSpeech(), _scheduler.Clock, theirs.BindSip(Them), theirs);
        await carrier.StartAsync(CancellationToken.None);
        await using var switchboard = await Switchboard.StartAsync(
            new TelephonyOptions
            {
                SipListen = Us, MediaBindAddress = Us.Address, MediaPorts = new PortRange(10_000, 59_999), MediaTimeout = TimeSpan.FromSeconds(5), Random = new Random(1),
            },
            new TelephonyServices
            {
                Numbers = new OwnedNumberList([new("1", PhoneNumber.TryParse("+15550100001", out var number) ? number : default)]),
                Attempts = new NoLog(),
                Trunks = [new TrunkOptions { Name = "carrier", Uri = $"sip:{Them}" }],
                BindSip = ours.BindSip,
                Media = ours,
                Time = _scheduler.Clock,
            },
            CancellationToken.None);
        var ticking = _scheduler.Clock.CreateTimer(_ => TickAll(), null, Tick, Tick);
        var running = new List<Task>();
        foreach (var seed in seeds)
        {
            running.Add(RunAsync(switchboard, seed));
        }

        foreach (var call in running)
        {
            await call;
        }

        await ticking.DisposeAsync();
        await Task.Delay(Aftermath, _scheduler.Clock, CancellationToken.None);
        foreach (var schedule in _schedules.Values.Where(s => s.Invites.Count > 1))
        {
            _problems.Add($"seed {schedule.Seed}: dialled {schedule.Invites.Count} times");
        }

        (int Calls, int Ports, int Trunk, int Dialogs, int Transactions) left =
            (switchboard.ActiveCalls, switchboard.Ports.InUse, switchboard.Trunks.Trunks[0].Pacing.Active, switchboard.Sip.ActiveDialogs, switchboard.Sip.ActiveTransactions);
        return left == default ? null : $"left behind: {left.Calls} calls, {left.Ports} ports, {left.Trunk} trunk places, {left.Dialogs} dialogs, {left.Transactions} transactions";
    }

    private async Task RunAsync(Switchboard switchboard, int seed)
    {
        var random = new Random(seed);
        var number = $"+1555{1_000_000 + _schedules.Count:0000000}";
        var party = new RandomParty(new Random(random.Next()));
        var schedule = new Schedule(seed, new RandomLink(new Random(random.Next())), new RandomLink(new Random(random.Next())));
        (_numbers[number], _schedules[number]) = (party, schedule);
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(2_000)), _scheduler.Clock, CancellationToken.None);
        var request = new DialRequest { PhoneNumber = number, RingTimeout = TimeSpan.FromMilliseconds(500 + random.Next(9_500)) };
        if (await switchboard.Dialer.DialAsync(request, CancellationToken.None) is not DialAccepted { Leg: var leg })
        {
            _problems.Add($"seed {seed}: not dialled");
            return;
        }

        var hangingUp = HangUpAsync(leg, random);
        var happened = new List<LegEvent>();
        while (await leg.Events.WaitToReadAsync(CancellationToken.None))
        {
            while (leg.Events.TryRead(out var occurred))
            {
                happened.Add(occurred);
                if (occurred is LegAnswered)
                {
                    _talking.Add(leg);
                }
            }
        }

        _talking.Remove(leg);
        await hangingUp;
        await leg.DisposeAsync();
        if (happened.LastOrDefault() is LegEnded ended)
        {
            _endings.Add(ended.Outcome.Ending);
        }

        if (Judge(happened, party) is { } problem)
        {
            _problems.Add($"seed {seed}: {problem}: {string.Join(", ", happened.Select(e => e.GetType().Name))}; {(happened.LastOrDefault() as LegEnded)?.Outcome}");
        }
    }

    /// <summary>Nearly every call is hung up by us at some moment, some of them twice; the rest end by themselves.</summary>
    private async Task HangUpAsync(CallLeg leg, Random random)
    {
        if (random.Next(4) == 0)
        {
            return;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(9_000)), _scheduler.Clock, CancellationToken.None);
        if (random.Next(5) == 0)
        {
            _ = leg.HangUpAsync("once");
        }

        await leg.HangUpAsync("again");
    }

    private static string? Judge(List<LegEvent> happened, RandomParty party)
    {
        var outcome = (happened.LastOrDefault() as LegEnded)?.Outcome;
        var answered = happened.FindIndex(e => e is LegAnswered);
        var connected = happened.FindIndex(e => e is LegConnected);
        return happened.Count(e => e is LegEnded) != 1 || outcome is null ? "not exactly one end, as the last event"
            : happened.Count(e => e is LegAnswered) > 1 || happened.Count(e => e is LegConnected) > 1 ? "answered or connected twice"
            : answered >= 0 && (connected < 0 || connected > answered) ? "answered before it was connected"
            : answered >= 0 != outcome.AnsweredAt is not null ? "the outcome does not know whether it was answered"
            : answered >= 0 && !party.PickedUp ? "answered, and nobody picked up"
            : answered >= 0 != outcome.Ending is CallEnding.Completed or CallEnding.Dropped ? "the ending contradicts the answer"
            : outcome.Ending is CallEnding.Refused && party.RefusedWith != 603 ? "refused, and the callee did not refuse"
            : outcome.Ending is CallEnding.Failed ? "failed, for no reason of the network"
            : null;
    }

    private void TickAll()
    {
        Span<short> frame = stackalloc short[160];
        foreach (var leg in _talking)
        {
            leg.Read(frame);
            leg.Write(frame);
        }
    }

    private RandomLink? WayOf(SipPacket packet)
    {
        if (!CallIdHeader.TryFind(packet.Bytes.Span, out var callId))
        {
            return null;
        }

        var isInvite = packet.Bytes.Span.StartsWith("INVITE "u8) && packet.From.Equals(Us);
        if (isInvite)
        {
            var text = Encoding.UTF8.GetString(packet.Bytes.Span);
            var schedule = _sipCalls[callId] = _schedules[text[(text.IndexOf("sip:", StringComparison.Ordinal) + 4)..text.IndexOf('@', StringComparison.Ordinal)]];
            schedule.Invites.Add($"{callId} {text.Split("branch=")[1].Split(';', '\r')[0]}");
        }

        return _sipCalls.TryGetValue(callId, out var known) ? packet.From.Equals(Us) ? known.ToCallee : known.FromCallee : null;
    }

    /// <summary>One schedule: its seed, its ways, and the INVITEs that were sent for it.</summary>
    private sealed record Schedule(int Seed, RandomLink ToCallee, RandomLink FromCallee)
    {
        public HashSet<string> Invites { get; } = [];
    }

    private sealed class NoLog : IAttemptLog
    {
        public ValueTask<DialRefused?> WriteAsync(DialAttempt attempt, CancellationToken cancellationToken) => default;
    }
}
