using Parley.Sip.UserAgents;

namespace Parley.Sip.Tests.UserAgents;

public sealed class WaitingTests
{
    [Fact]
    public async Task UntilAsync_TaskFails_ThrowsItsException()
    {
        using var patience = new CancellationTokenSource();
        var task = new TaskCompletionSource();

        var waiting = task.Task.UntilAsync(patience.Token);
        task.SetException(new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => waiting);
    }

    [Fact]
    public async Task UntilAsync_TokenFires_ThrowsAndLeavesTheTaskAlone()
    {
        using var patience = new CancellationTokenSource();
        var task = new TaskCompletionSource<int>();

        var waiting = task.Task.UntilAsync(patience.Token);
        patience.Cancel();

        var thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(patience.Token, thrown.CancellationToken);
        Assert.False(task.Task.IsCompleted);
    }

    [Fact]
    public async Task UntilAsync_TaskEnds_ReturnsItsResult()
    {
        using var patience = new CancellationTokenSource();
        var task = new TaskCompletionSource<int>();

        var waiting = task.Task.UntilAsync(patience.Token);
        task.SetResult(7);

        Assert.Equal(7, await waiting);
    }
}
