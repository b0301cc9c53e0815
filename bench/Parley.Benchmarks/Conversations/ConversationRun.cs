using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Sip.Resolution;
using Parley.Sip.Transport;
using Parley.Telephony.Outcomes;
using Parley.Testing;
using Parley.Testing.Hosting;

namespace Parley.Benchmarks.Conversations;

/// <summary>The agent's side of measured calls: one server, whose calls all go to the callees' process.</summary>
internal sealed class ConversationRun : IAsyncDisposable
{
    private const int StartsPerSecond = 50;
    private const int MostWarmUps = 5;
    private static readonly TimeSpan QuietCompiler = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(3);

    private readonly Process _callees;
    private readonly int _port;
    private readonly Wire _wire = new();
    private readonly Decisions _decisions = new();
    private readonly Collections _collections = new();
    private readonly PhoneNetwork _network;
    private int _calls;

    public ConversationRun(Process callees, int port)
    {
        (_callees, _port) = (callees, port);
        _network = PhoneNetwork.CreateRealTime(seed: 7, n =>
        {
            n.KeepsAudio = false;
            n.Set("Parley:Agents:0:Name", "talker");
            n.Set("Parley:Agents:0:MaxAgents", "10000");
            n.Services.AddSingleton(_decisions);
            n.Services.AddSingleton(new TelephonyNetwork { BindSip = local => UdpSipTransport.Bind(local), Media = _wire, Names = new DnsNameService() });
            n.AddAgent<TalkingAgent>("talker");
        });
    }

    /// <summary>Runs calls that nobody looks at until hardly anything is compiled any more: code is compiled thrice over before it is as fast as it gets.</summary>
    public async Task WarmUpAsync()
    {
        await _network.RunAsync(_ => Task.CompletedTask);
        for (var round = 0; round < MostWarmUps; round++)
        {
            var compiling = JitInfo.GetCompilationTime();
            await _network.RunAsync(Plans(40, 12));
            compiling = JitInfo.GetCompilationTime() - compiling;
            Console.WriteLine(Text($"warm-up {round + 1}: the compiler took {compiling.TotalMilliseconds:0} ms"));
            if (compiling < QuietCompiler)
            {
                break;
            }
        }

        await ReportsAsync();
    }

    /// <summary>Runs so many calls at once.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="seconds">For how long all of them run together and are measured.</param>
    /// <returns>The figures by their names.</returns>
    public async Task<IReadOnlyList<(string Name, string Value)>> MeasureAsync(int calls, int seconds)
    {
        var starting = TimeSpan.FromSeconds((double)calls / StartsPerSecond);
        var lasting = (int)Math.Ceiling((starting + Settling).TotalSeconds) + seconds + 1;
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System); // For the runtime to tell of that collection.
        _collections.Take();
        var first = Environment.CpuUsage;
        var running = _network.RunAsync(Plans(calls, lasting));

        await Task.Delay(starting + Settling, TimeProvider.System);
        var window = Window.Begin(_callees);
        _wire.Departures.Begin();
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        _wire.Departures.End();
        var talking = window.End(calls);

        var held = (GC.GetTotalMemory(forceFullCollection: false) - memory) / calls / 1024;

        var records = await running;
        var whole = Environment.CpuUsage.TotalTime - first.TotalTime;
        var talked = TimeSpan.FromTicks(records.Sum(r => r.Outcome?.TalkTime.Ticks ?? 0));
        var shares = records.SelectMany(r => r.Events.OfType<TurnLatency>()).Select(turn => turn.Overhead.TotalMilliseconds).ToList();
        var failed = records.Count(IsFailed);
        var bargeIns = new BargeIns();
        foreach (var report in await ReportsAsync())
        {
            bargeIns.Add(report, _decisions, _wire);
        }

        var departures = _wire.Departures;
        var (young, old) = _collections.Take();
        return
        [
            ("calls at once", $"{calls}"),
            ("CPU per call-second (user + kernel)", talking.Cpu),
            ("of it the compiler's", Text($"{talking.Compiler:0.00} ms")),
            ("with set-up and end", Text($"{whole / talked * 1000:0.00} ms")),
            ("the callees' process", Text($"{talking.Callees:0.00} ms")),
            ("departure deviation p50 / p99 / max", Text($"{departures.At(0.5):0.00} / {departures.At(0.99):0.00} / {departures.At(1):0.0} ms")),
            ("barge-in: decision to last voiced packet p50 / p95 / p99", At(bargeIns.AfterDecision, 0.5, 0.95, 0.99)),
            ("caller's first voiced packet to that p50 / p95 / p99", At(bargeIns.AfterVoice, 0.5, 0.95, 0.99)),
            ("barge-ins; over 1 s late, undecided, into silence", $"{bargeIns.AfterDecision.Count}; {bargeIns.Late}, {bargeIns.Undecided}, {bargeIns.IntoSilence}"),
            ("own share of a turn p50 / p95 / p99", At(shares, 0.5, 0.95, 0.99)),
            ("answer to prepared greeting p50 / p99", At(bargeIns.Greetings, 0.5, 0.99)),
            ("allocated per call-second", Text($"{talking.Allocated:0.0} KB")),
            ("pauses of generations 0 and 1: count, p99 / longest", young),
            ("pauses of generation 2: count, p99 / longest", old),
            ("managed memory per call", $"{held} KB"),
            ("other programs meanwhile", Text($"{talking.Others:0.00} cores")),
            ("calls that failed", failed == 0 ? "0" : $"{failed}, {records.First(IsFailed).Error ?? $"{records.First(IsFailed).Outcome?.Ending}"}"),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        await _network.DisposeAsync();
        _collections.Dispose();
    }

    private static bool IsFailed(CallRecord call) => call.Outcome?.Ending is not CallEnding.Completed;

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    private static string At(List<double> durations, params double[] shares)
    {
        durations.Sort();
        return durations.Count == 0 ? "-" : string.Join(" / ", shares.Select(share => durations[(int)((durations.Count - 1) * share)].ToString("0.0", CultureInfo.InvariantCulture))) + " ms";
    }

    private CallPlan[] Plans(int calls, int seconds) =>
        [.. Enumerable.Range(0, calls).Select(i => Plan(_calls++, seconds) with { StartsAfter = TimeSpan.FromSeconds((double)i / StartsPerSecond) })];

    private CallPlan Plan(int call, int seconds)
    {
        var address = $"sip:{call}-{(ConversationSpeed.GreetsAtOnce(call) ? "silent" : "hello")}-{seconds}@127.0.0.1:{_port}";
        return new() { Agent = "talker", Address = address, Persona = new FarEndElsewhere(address) };
    }

    private async Task<List<string>> ReportsAsync()
    {
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
        await _callees.StandardInput.WriteLineAsync("report");
        await _callees.StandardInput.FlushAsync();
        var reports = new List<string>();
        while (await _callees.StandardOutput.ReadLineAsync() is { Length: > 0 } report)
        {
            reports.Add(report);
        }

        return reports;
    }
}
