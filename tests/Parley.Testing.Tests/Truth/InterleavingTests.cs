using Parley.Telephony.Outcomes;

namespace Parley.Testing.Tests.Truth;

/// <summary>
/// Whatever crosses, is lost or comes twice: one end for each call, nothing left behind, nobody dialled twice. A failure names the seed of its schedule; put it into
/// <see cref="Run_OneSchedule_KeepsThePromises"/> to see it alone.
/// </summary>
public sealed class InterleavingTests
{
    private const int PerWorld = 500;

    /// <summary>The first seeds of the worlds: 20 times 500 schedules.</summary>
    public static TheoryData<int> FirstSeeds => [.. Enumerable.Range(0, 20).Select(world => world * PerWorld)];

    [Theory]
    [MemberData(nameof(FirstSeeds))]
    public void Run_ManySchedules_KeepThePromises(int firstSeed) => Check(RandomCalls.Run([.. Enumerable.Range(firstSeed, PerWorld)]));

    [Theory]
    [InlineData(0)]
    public void Run_OneSchedule_KeepsThePromises(int seed) => Check(RandomCalls.Run([seed]));

    [Fact]
    public void Run_ManySchedules_ReachEveryEnding()
    {
        var endings = new HashSet<CallEnding>();

        RandomCalls.Run([.. Enumerable.Range(0, PerWorld)], endings);

        CallEnding[] wanted =
        [
            CallEnding.Completed, CallEnding.Dropped, CallEnding.Busy, CallEnding.NoAnswer, CallEnding.Refused, CallEnding.Unavailable, CallEnding.NotInService,
            CallEnding.Congestion, CallEnding.Unreachable, CallEnding.Redirected, CallEnding.Cancelled,
        ];
        Assert.Empty(wanted.Except(endings));
    }

    private static void Check(IReadOnlyList<string> problems) => Assert.True(problems.Count == 0, string.Join('\n', problems.Take(20)));
}
