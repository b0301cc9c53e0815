using System.Diagnostics;

namespace Parley.Benchmarks.Calls;

/// <summary>What is asked of other processes.</summary>
internal static class Processes
{
    /// <summary>The CPU time that a process has taken; <see langword="null"/> when it has ended.</summary>
    public static TimeSpan? CpuTime(Process process)
    {
        try
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
        catch (Exception error) when (error is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Starts this program once more, with other arguments.</summary>
    public static Process StartSelf(params string[] arguments) => Process.Start(new ProcessStartInfo(Environment.ProcessPath!, arguments)
    {
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;
}
