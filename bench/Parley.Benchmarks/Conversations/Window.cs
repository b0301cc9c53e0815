using System.Diagnostics;
using System.Globalization;
using System.Runtime;
using Parley.Benchmarks.Calls;

namespace Parley.Benchmarks.Conversations;

/// <summary>What this process, the callees' and the rest of the machine use up in a time.</summary>
internal sealed class Window
{
    private readonly Process _callees;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly Environment.ProcessCpuUsage _own = Environment.CpuUsage;
    private readonly TimeSpan _theirs;
    private readonly TimeSpan? _machine = MachineCpu();
    private readonly TimeSpan _compiling = JitInfo.GetCompilationTime();
    private readonly long _allocated = GC.GetTotalAllocatedBytes();

    private Window(Process callees) => (_callees, _theirs) = (callees, Processes.CpuTime(callees) ?? default);

    public static Window Begin(Process callees) => new(callees);

    /// <summary>Ends it: the costs of so many calls.</summary>
    public (string Cpu, double Compiler, double Callees, double Allocated, double Others) End(int calls)
    {
        var (took, own) = (Stopwatch.GetElapsedTime(_start), Environment.CpuUsage);
        var theirs = (Processes.CpuTime(_callees) ?? default) - _theirs;
        var (user, kernel) = (own.UserTime - _own.UserTime, own.PrivilegedTime - _own.PrivilegedTime);
        var others = MachineCpu() - _machine is { } all ? (all - user - kernel - theirs) / took : double.NaN;
        return (
            string.Create(CultureInfo.InvariantCulture, $"{Share(user + kernel):0.00} ms ({Share(user):0.00} + {Share(kernel):0.00})"),
            Share(JitInfo.GetCompilationTime() - _compiling),
            Share(theirs),
            (GC.GetTotalAllocatedBytes() - _allocated) / (took.TotalSeconds * calls) / 1024,
            others);

        double Share(TimeSpan cpu) => cpu / took / calls * 1000;
    }

    /// <summary>The CPU time that all processes have taken, idle time and what the host steals left out; <see langword="null"/> where there is no /proc.</summary>
    private static TimeSpan? MachineCpu()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var fields = File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(f => long.Parse(f, CultureInfo.InvariantCulture)).ToArray();
        return TimeSpan.FromMilliseconds(10 * (fields[0] + fields[1] + fields[2] + fields[5] + fields[6]));
    }
}
