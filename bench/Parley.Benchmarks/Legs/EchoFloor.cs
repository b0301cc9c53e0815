using System.Diagnostics;
using System.Globalization;
using Parley.Benchmarks.Calls;

namespace Parley.Benchmarks.Legs;

/// <summary>What an echo costs at the very least: a loop in C over as many sockets, compiled where there is a compiler.</summary>
internal static class EchoFloor
{
    /// <summary>Measures it; the callers are those of the legs.</summary>
    public static async Task MeasureAsync(int legs, int warmUpSeconds, int seconds)
    {
        if (await CompileAsync() is not { } program)
        {
            Console.WriteLine("floor: no C compiler (gcc) here, so it is not measured.");
            return;
        }

        using var echo = Start(program, $"{legs}");
        var ports = await echo.StandardOutput.ReadLineAsync();
        using var callers = Processes.StartSelf("legs", "callers", $"{legs}");
        await callers.StandardOutput.ReadLineAsync();
        await callers.StandardInput.WriteLineAsync(ports);
        await callers.StandardInput.FlushAsync();
        await Task.Delay(TimeSpan.FromSeconds(warmUpSeconds), TimeProvider.System);
        var (cpu, start) = (Processes.CpuTime(echo) ?? default, Stopwatch.GetTimestamp());
        await Task.Delay(TimeSpan.FromSeconds(seconds), TimeProvider.System);
        var (worked, took) = ((Processes.CpuTime(echo) ?? default) - cpu, Stopwatch.GetElapsedTime(start));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"floor  {legs,5} legs: {worked / took / legs * 1000:0.000} ms CPU per call-second ({worked / took:0.00} cores): the same echo as a bare loop in C"));
        callers.StandardInput.Close();
        await callers.WaitForExitAsync();
        echo.StandardInput.Close();
        await echo.WaitForExitAsync();
    }

    private static async Task<string?> CompileAsync()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Legs", "echo");
        try
        {
            using var compiler = Start("gcc", "-O2", "-o", program, program + ".c");
            await compiler.WaitForExitAsync();
            return compiler.ExitCode == 0 ? program : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    private static Process Start(string program, params string[] arguments) =>
        Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
}
