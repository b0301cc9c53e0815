using System.Diagnostics;
using System.Globalization;

namespace Parley.Benchmarks.Calls;

/// <summary>
/// What setting calls up and tearing them down costs: INVITE, 200, ACK, BYE, 200 over UDP on the loopback interface, sipp with sipp, and us with sipp in either role.
/// Prints CPU time per call of either process, and how long the answer took.
/// </summary>
internal static class CallSpeed
{
    private const int CalleePort = 25_060;
    private const int CallerPort = 25_070;
    private const int WarmUpCalls = 4000;

    private static readonly string[] Layers = ["sip", "telephony"];

    /// <summary>Runs <c>calls [calls per second] [seconds]</c>, or without arguments the figures of the documentation.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (arguments is ["worker", var layer, var port])
        {
            return await CallWorker.RunAsync(layer, int.Parse(port, CultureInfo.InvariantCulture));
        }

        if (Sipp.Executable is null)
        {
            await Console.Error.WriteLineAsync("sipp is not installed (Debian: apt install sip-tester).");
            return 1;
        }

        var numbers = arguments.Select(argument => int.Parse(argument, CultureInfo.InvariantCulture)).ToArray();
        int[] rates = numbers is [var rate, ..] ? [rate] : [100, 300, 600, 1000];
        var seconds = numbers is [_, var asked] ? asked : 10;
        foreach (var each in rates)
        {
            await PeerAsync(each, seconds);
        }

        foreach (var each in Layers)
        {
            await TakeAsync(each, rates, seconds);
            await MakeAsync(each, rates, seconds);
        }

        return 0;
    }

    internal static double At(double[] sorted, double share) => sorted.Length == 0 ? 0 : sorted[(int)((sorted.Length - 1) * share)];

    private static async Task PeerAsync(int rate, int seconds)
    {
        using var callee = await Sipp.TakeAsync(CalleePort);
        using var caller = Sipp.Make(CalleePort, CallerPort, rate, rate * seconds);
        var callers = await caller.WaitAsync();
        var callees = await callee.StopAsync();
        Print("sipp calls sipp", rate, Read(caller), caller.Read("Retransmissions(C)") + callee.Read("Retransmissions(C)"), (callers, callees));
    }

    private static async Task TakeAsync(string layer, int[] rates, int seconds)
    {
        await using var us = await Worker.StartAsync(layer, CalleePort);
        using (var warmUp = Sipp.Make(CalleePort, CallerPort, 400, WarmUpCalls))
        {
            await warmUp.WaitAsync();
        }

        await us.TellAsync("idle");
        var (all, calls) = (us.CpuTime, 0L);
        foreach (var rate in rates)
        {
            var (cpu, sent) = (us.CpuTime, await us.CountSentAsync());
            using var caller = Sipp.Make(CalleePort, CallerPort, rate, rate * seconds);
            var callers = await caller.WaitAsync();
            var result = Read(caller);
            var repeated = await us.CountSentAsync() - sent - (3 * result.Done);
            Print($"sipp calls our {layer}", rate, result, caller.Read("Retransmissions(C)") + repeated, (callers, us.CpuTime - cpu));
            calls += result.Done;
        }

        PrintAll($"sipp calls our {layer}", await us.TellAsync("idle"), us.CpuTime - all, calls);
    }

    private static async Task MakeAsync(string layer, int[] rates, int seconds)
    {
        await using var us = await Worker.StartAsync(layer, CallerPort);
        using (var warmUp = await Sipp.TakeAsync(CalleePort))
        {
            await us.TellAsync($"make 400 {WarmUpCalls} {CalleePort}");
        }

        await us.TellAsync("idle");
        var (all, calls) = (us.CpuTime, 0L);
        foreach (var rate in rates)
        {
            using var callee = await Sipp.TakeAsync(CalleePort);
            var cpu = us.CpuTime;
            var told = (await us.TellAsync($"make {rate} {rate * seconds} {CalleePort}")).Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray();
            var ours = us.CpuTime - cpu;
            var callees = await callee.StopAsync();
            var result = new Result((long)told[0], (long)told[1], told[3], told[4]);
            Print($"our {layer} calls sipp", rate, result, (long)told[2] + callee.Read("Retransmissions(C)"), (ours, callees));
            calls += result.Done;
        }

        PrintAll($"our {layer} calls sipp", await us.TellAsync("idle"), us.CpuTime - all, calls);
    }

    private static Result Read(Sipp caller)
    {
        var times = caller.ReadSetUpTimes();
        return new(caller.Read("SuccessfulCall(C)"), caller.Read("FailedCall(C)"), At(times, 0.5), At(times, 0.99));
    }

    private static void Print(string what, int rate, Result result, long repeated, (TimeSpan Caller, TimeSpan Callee) cpu)
    {
        var calls = Math.Max(1, result.Done + result.Failed);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-26} {rate,5}/s: {result.Done} done, {result.Failed} failed, {repeated} repetitions; CPU per call: caller {cpu.Caller.TotalMilliseconds / calls:0.000} ms, callee {cpu.Callee.TotalMilliseconds / calls:0.000} ms; set-up p50 {result.Median:0.0} ms, p99 {result.NearWorst:0.0} ms"));
    }

    private static void PrintAll(string what, string pauses, TimeSpan cpu, long calls) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{what,-26}   all: {calls} done; CPU per call, until the last timer has run out: ours {cpu.TotalMilliseconds / Math.Max(1, calls):0.000} ms; collections since its start (ms of pauses, number): {pauses}"));

    private readonly record struct Result(long Done, long Failed, double Median, double NearWorst);

    /// <summary>The process with our side in it.</summary>
    private sealed class Worker(Process process) : IAsyncDisposable
    {
        public TimeSpan CpuTime => Processes.CpuTime(process) ?? TimeSpan.Zero;

        public static async Task<Worker> StartAsync(string layer, int port)
        {
            var process = Processes.StartSelf("calls", "worker", layer, $"{port}");
            await process.StandardOutput.ReadLineAsync();
            return new(process);
        }

        public async Task<string> TellAsync(string line)
        {
            await process.StandardInput.WriteLineAsync(line);
            await process.StandardInput.FlushAsync();
            return await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Our side has ended.");
        }

        public async Task<long> CountSentAsync() => long.Parse(await TellAsync("sent"), CultureInfo.InvariantCulture);

        public async ValueTask DisposeAsync()
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
