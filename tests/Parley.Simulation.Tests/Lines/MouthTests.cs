using Parley.Simulation.Lines;

namespace Parley.Simulation.Tests.Lines;

public sealed class MouthTests
{
    private readonly Mouth _mouth = new();
    private readonly short[] _tick = new short[4];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Take_TwoPieces_FollowWithoutAGapAndCompleteWithTheirLastSample()
    {
        var first = _mouth.SayAsync(new short[] { 1, 2, 3 }, Token);
        var second = _mouth.SayAsync(new short[] { 4, 5 }, Token);

        _mouth.Take(_tick);
        Assert.Equal([1, 2, 3, 4], _tick);
        await first;
        Assert.False(second.IsCompleted);

        _mouth.Take(_tick);
        Assert.Equal([5, 0, 0, 0], _tick);
        await second;
    }

    [Fact]
    public async Task SayAsync_Cancelled_FallsSilentAtOnce()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var saying = _mouth.SayAsync(new short[] { 1, 2, 3, 4, 5, 6 }, stop.Token);
        _mouth.Take(_tick);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => saying);
        _mouth.Take(_tick);

        Assert.Equal([0, 0, 0, 0], _tick);
    }

    [Fact]
    public void Take_NothingToSay_IsSilence()
    {
        Array.Fill(_tick, (short)7);

        _mouth.Take(_tick);

        Assert.Equal([0, 0, 0, 0], _tick);
    }
}
