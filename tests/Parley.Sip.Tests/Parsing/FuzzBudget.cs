namespace Parley.Sip.Tests.Parsing;

/// <summary>
/// What one input may cost: memory, and time so generous that only a hang or something quadratic goes over it, whatever else the machine does meanwhile. <c>PARLEY_FUZZ</c> multiplies the inputs:
/// 10 makes it ten times as many.
/// </summary>
internal static class FuzzBudget
{
    private const long MostBytes = 2_000_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(5);

    public static int Multiplier => int.TryParse(Environment.GetEnvironmentVariable("PARLEY_FUZZ"), out var times) && times > 0 ? times : 1;

    /// <summary>Gives every input to the code under test, and sees to it that none costs too much and that nothing is left behind.</summary>
    public static void Spend(int inputs, Func<byte[]> input, Action<byte[]> action)
    {
        var held = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < inputs; i++)
        {
            var bytes = input();
            var (allocated, started) = (GC.GetAllocatedBytesForCurrentThread(), TimeProvider.System.GetTimestamp());
            action(bytes);
            Assert.True(
                GC.GetAllocatedBytesForCurrentThread() - allocated < MostBytes && TimeProvider.System.GetElapsedTime(started) < MostTime,
                $"This input costs too much: {Convert.ToHexString(bytes)}");
        }

        Assert.True(GC.GetTotalMemory(forceFullCollection: true) - held < 20_000_000, "Something is kept of what was read.");
    }
}
