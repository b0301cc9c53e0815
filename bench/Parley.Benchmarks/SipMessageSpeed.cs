using System.Globalization;

namespace Parley.Benchmarks;

/// <summary>How many INVITEs one core reads and answers in a second. Counted in CPU time, collections included, so that a busy machine does not change the figure.</summary>
internal static class SipMessageSpeed
{
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(2);

    /// <summary>Runs <c>invite</c>.</summary>
    public static int Run()
    {
        var messages = new SipMessageBenchmarks();
        messages.ReadInvite();
        Measure("parse the INVITE", () => messages.ParseInvite());
        Measure("make and format the 200", () => messages.FormatOk());
        Measure("both", () => messages.ParseInviteAndFormatOk());
        return 0;
    }

    private static void Measure(string what, Action work)
    {
        Rate(work, out var bytes); // The code is compiled twice over before it is as fast as it gets.
        var rates = Enumerable.Range(0, 5).Select(round => Rate(work, out bytes)).Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{what,-24} {rates[2],9:0} per second and core ({1e6 / rates[2]:0.00} us; {rates[0]:0} to {rates[^1]:0} in five rounds), {bytes:0} bytes allocated"));
    }

    private static double Rate(Action work, out double bytes)
    {
        const int batch = 1000;
        var (cpu, allocated, count) = (Environment.CpuUsage.TotalTime, GC.GetAllocatedBytesForCurrentThread(), 0L);
        TimeSpan taken;
        do
        {
            for (var i = 0; i < batch; i++)
            {
                work();
            }

            count += batch;
            taken = Environment.CpuUsage.TotalTime - cpu;
        }
        while (taken < Round);
        bytes = (double)(GC.GetAllocatedBytesForCurrentThread() - allocated) / count;
        return count / taken.TotalSeconds;
    }
}
