using Microsoft.Extensions.Time.Testing;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Tests.Trunks;

public sealed class TrunkPacingTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task EnterAsync_TwoPerSecond_GivesTurnsHalfASecondApartInOrder()
    {
        var pacing = Pacing(new() { CallsPerSecond = 2 });

        var first = pacing.EnterAsync(Token).AsTask();
        var second = pacing.EnterAsync(Token).AsTask();
        var third = pacing.EnterAsync(Token).AsTask();

        Assert.True(first.IsCompletedSuccessfully);
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(second.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.NotNull((await second).Place);
        Assert.False(third.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.NotNull((await third).Place);
    }

    [Fact]
    public async Task EnterAsync_LongQuiet_SavesUpNoTurns()
    {
        var pacing = Pacing(new() { CallsPerSecond = 1 });
        await pacing.EnterAsync(Token);
        _time.Advance(TimeSpan.FromHours(1));

        await pacing.EnterAsync(Token);
        Assert.False(pacing.EnterAsync(Token).AsTask().IsCompleted);
    }

    [Fact]
    public async Task EnterAsync_AboveMaxCalls_RefusesUntilOneLeaves()
    {
        var pacing = Pacing(new() { MaxCalls = 2 });
        var first = await pacing.EnterAsync(Token);
        await pacing.EnterAsync(Token);

        var refused = await pacing.EnterAsync(Token);
        Assert.Null(refused.Place);
        Assert.Equal("trunk 'acme' has reached its 2 calls", refused.Error);

        first.Place!.Dispose();
        first.Place.Dispose();
        Assert.Equal(1, pacing.Active);
        Assert.NotNull((await pacing.EnterAsync(Token)).Place);
        Assert.Null((await pacing.EnterAsync(Token)).Place);
    }

    [Fact]
    public async Task EnterAsync_WaitLongerThanAllowed_RefusesAtOnceAndTakesNoTurn()
    {
        var pacing = Pacing(new() { CallsPerSecond = 1, MaxPacingWait = TimeSpan.FromSeconds(1) });
        await pacing.EnterAsync(Token);
        var second = pacing.EnterAsync(Token).AsTask();

        var third = await pacing.EnterAsync(Token);

        Assert.Contains("too many calls waiting", third.Error, StringComparison.Ordinal);
        Assert.Equal(2, pacing.Active);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.NotNull((await second).Place);
    }

    [Fact]
    public async Task EnterAsync_CancelledWhileWaiting_GivesThePlaceBack()
    {
        var pacing = Pacing(new() { CallsPerSecond = 1 });
        await pacing.EnterAsync(Token);
        using var cancellation = new CancellationTokenSource();
        var waiting = pacing.EnterAsync(cancellation.Token).AsTask();

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(1, pacing.Active);
    }

    private TrunkPacing Pacing(TrunkOptions options) => new Trunk(options with { Name = "acme", Uri = "sip:acme.example.test" }, _time).Pacing;
}
