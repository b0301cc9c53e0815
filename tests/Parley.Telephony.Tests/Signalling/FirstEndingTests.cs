using Parley.Telephony.Signalling;

namespace Parley.Telephony.Tests.Signalling;

public sealed class FirstEndingTests
{
    private readonly FirstEnding _first = new();
    private readonly TaskCompletionSource _one = new();
    private readonly TaskCompletionSource _other = new();

    [Fact]
    public async Task OfAsync_OneEnds_Returns()
    {
        var waiting = _first.OfAsync(_one.Task, _other.Task);
        Assert.False(waiting.IsCompleted);

        _other.SetResult();

        await waiting;
    }

    [Fact]
    public async Task OfAsync_OneFails_ReturnsWithoutThrowing()
    {
        var waiting = _first.OfAsync(_one.Task, _other.Task);

        _one.SetException(new InvalidOperationException("broken"));

        await waiting;
    }

    [Fact]
    public async Task OfAsync_AnotherTaskAfterAMark_WaitsForThatOne()
    {
        _one.SetResult();
        await _first.OfAsync(_one.Task, _other.Task);
        var third = new TaskCompletionSource();

        var waiting = _first.OfAsync(_other.Task, third.Task);
        Assert.False(waiting.IsCompleted);
        third.SetResult();

        await waiting;
    }

    [Fact]
    public async Task OfAsync_WaitedForAgain_EndsEachTime()
    {
        for (var round = 0; round < 100; round++)
        {
            var next = new TaskCompletionSource();
            var waiting = _first.OfAsync(_one.Task, _other.Task, next.Task);
            next.SetResult();
            await waiting;
        }
    }
}
