using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Parley.Benchmarks.Calls;

/// <summary>A sipp process that makes or takes calls by one of the scenarios beside this file, with statistics in a folder of its own.</summary>
internal sealed class Sipp : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("parley-sipp-");
    private readonly Process _process;

    private Sipp(string scenario, int port, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Executable!)
        {
            WorkingDirectory = _folder.FullName,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[.. arguments, "-sf", Path.Combine(AppContext.BaseDirectory, "Calls", scenario), "-i", "127.0.0.1", "-p", $"{port}", "-nostdin",
            "-trace_stat", "-stf", "stat.csv", "-fd", "1", "-trace_rtt", "-rtt_freq", "1", "-l", "1000000"])
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where sipp is; <see langword="null"/> when it is not installed.</summary>
    public static string? Executable { get; } =
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "sipp")).FirstOrDefault(File.Exists);

    /// <summary>Starts one that takes calls, and waits until it listens.</summary>
    public static async Task<Sipp> TakeAsync(int port)
    {
        var sipp = new Sipp("uas.xml", port);
        while (!IsTaken(port) && !sipp._process.HasExited)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }

        return sipp;
    }

    public static Sipp Make(int to, int port, int rate, int calls) =>
        new("uac.xml", port, $"127.0.0.1:{to}", "-s", "+15550101", "-r", $"{rate}", "-m", $"{calls}", "-timeout", $"{(calls / rate) + 60}s");

    private static bool IsTaken(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    /// <summary>Waits until it has made all its calls, and returns the CPU time it took.</summary>
    public async Task<TimeSpan> WaitAsync()
    {
        var cpu = TimeSpan.Zero;
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        while (!_process.HasExited)
        {
            cpu = Processes.CpuTime(_process) ?? cpu;
            await poll.WaitForNextTickAsync();
        }

        return cpu;
    }

    /// <summary>Ends one that takes calls, and returns the CPU time it took.</summary>
    public async Task<TimeSpan> StopAsync()
    {
        // Its statistics are written once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System);
        var cpu = Processes.CpuTime(_process) ?? TimeSpan.Zero;
        _process.Kill();
        await _process.WaitForExitAsync();
        return cpu;
    }

    /// <summary>A total of its statistics, by the name of the column.</summary>
    public long Read(string column)
    {
        var lines = File.ReadAllLines(Path.Combine(_folder.FullName, "stat.csv"));
        var at = Array.IndexOf(lines[0].Split(';'), column);
        return long.Parse(lines[^1].Split(';')[at], CultureInfo.InvariantCulture);
    }

    /// <summary>Every time from INVITE to 200, in milliseconds, shortest first. sipp measures in whole ones.</summary>
    public double[] ReadSetUpTimes() =>
        [.. _folder.GetFiles("*_rtt.csv").SelectMany(file => File.ReadLines(file.FullName).Skip(1)).Select(line => double.Parse(line.Split(';')[1], CultureInfo.InvariantCulture)).Order()];

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
