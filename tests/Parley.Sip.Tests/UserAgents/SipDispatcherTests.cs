using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Parley.Sip.Tests.Fakes;
using Parley.Sip.UserAgents;

namespace Parley.Sip.Tests.UserAgents;

public class SipDispatcherTests
{
    [Fact]
    public async Task Post_NothingElseRuns_RunsInPlace()
    {
        var dispatcher = Create();
        var loop = Outside(dispatcher.RunAsync);
        var order = new List<string>();

        Outside(() => dispatcher.Post(() =>
        {
            dispatcher.Post(() => order.Add("posted by it"));
            order.Add("first");
        }));

        Assert.Equal(["first", "posted by it"], order);
        dispatcher.Complete();
        await loop;
    }

    [Fact]
    public async Task Post_FromManyThreads_EachRunsOnceAndNeverTwoAtATime()
    {
        var dispatcher = Create();
        var loop = Outside(dispatcher.RunAsync);
        var (inside, most, count) = (0, 0, 0);

        Parallel.For(0, 20_000, _ => dispatcher.Post(() =>
        {
            most = Math.Max(most, ++inside);
            count++;
            inside--;
        }));
        dispatcher.Complete();
        await loop;

        Assert.Equal((1, 20_000), (most, count));
    }

    [Fact]
    public void Post_WhereContinuationsAreOrdered_WaitsForItsTurn() => VirtualWorld.Run(async world =>
    {
        var dispatcher = Create();
        var loop = dispatcher.RunAsync();
        var ran = false;
        dispatcher.Post(() => ran = true);
        Assert.False(ran);

        await world.Wait(TimeSpan.FromMilliseconds(5));

        Assert.True(ran);
        dispatcher.Complete();
        await loop;
    });

    [Fact]
    public async Task Post_BeforeTheLoopAndAfterItsEnd_RunsAndIsRefused()
    {
        var dispatcher = Create();
        var ran = 0;
        Assert.True(dispatcher.Post(() => ran++));
        Assert.Equal(0, ran);

        dispatcher.Complete();
        await dispatcher.RunAsync();

        Assert.Equal((1, false), (ran, dispatcher.Post(() => ran++)));
    }

    [Fact]
    public async Task Complete_WhileAnActionRunsInPlace_TheLoopEndsAfterIt()
    {
        var dispatcher = Create();
        var loop = Outside(dispatcher.RunAsync);
        var endedBefore = true;

        Outside(() => dispatcher.Post(() =>
        {
            dispatcher.Complete();
            endedBefore = ((IAsyncResult)loop).AsyncWaitHandle.WaitOne(200);
        }));
        await loop;

        Assert.False(endedBefore);
    }

    [Fact]
    public async Task Post_FromSomebodysContext_RunsInThatOfTheLoop()
    {
        var (own, current) = (new AsyncLocal<string> { Value = "loop" }, "");
        var dispatcher = Create();
        var loop = Outside(dispatcher.RunAsync);

        own.Value = "who posts";
        Outside(() => dispatcher.Post(() => current = own.Value));

        Assert.Equal(("loop", "who posts"), (current, own.Value));
        dispatcher.Complete();
        await loop;
    }

    [Fact]
    public async Task Post_WhereContinuationsOfThePosterAreOrdered_LeavesItToTheLoop()
    {
        var dispatcher = Create();
        var loop = Outside(dispatcher.RunAsync);
        var seen = new TaskCompletionSource<SynchronizationContext?>(TaskCreationOptions.RunContinuationsAsynchronously);

        Outside(() =>
        {
            SynchronizationContext.SetSynchronizationContext(new());
            return dispatcher.Post(() => seen.SetResult(SynchronizationContext.Current));
        });

        Assert.Null(await seen.Task);
        dispatcher.Complete();
        await loop;
    }

    [Fact]
    public async Task InvokeAsync_FailsUnexpectedly_WhoWaitsIsTold()
    {
        var dispatcher = Create();
        var loop = Outside(dispatcher.RunAsync);

        var failed = dispatcher.InvokeAsync<int>(() => throw new InvalidOperationException("a bug"));
        dispatcher.Complete();
        await loop;

        Assert.True(failed.IsFaulted);
    }

    private static SipDispatcher Create() => new(new FakeTimeProvider(), NullLogger.Instance);

    // The test framework may have a context of its own.
    private static T Outside<T>(Func<T> start)
    {
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            return start();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }
    }
}
