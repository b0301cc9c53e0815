using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents;
using Parley.Server.Tests.Contract;
using Parley.Sip;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>One call each way through the door: HTTP, UDP and threads. What is behind it is tested in virtual time.</summary>
public sealed class LiveCallTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Contract("5.1 phoneNumber")]
    public async Task Dialout_StartedAndStoppedOverHttp_IsHungUpAndWritten()
    {
        await using var server = await LiveServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(new DialoutRequest(CallServer.Callee));
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(call);

        await server.DeleteAsync(id);
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(await Phone.EndOf(call)).ByRemote);
        Assert.Equal("TERMINATED", session.Status);
        Assert.Equal(("answered", "host"), (session.Dialout.GetProperty("stage").GetString(), session.Dialout.GetProperty("hungUpBy").GetString()));
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Dialin_AnsweredAndHungUpByTheCaller_IsOver()
    {
        await using var server = await LiveServer.StartAsync();
        var started = new TaskCompletionSource<Guid>();
        server.Agents["inbound"] = (session, ct) =>
        {
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            started.SetResult(session.SessionId);
            return session.RunAsync(cancellationToken: ct);
        };

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallAnswered>(call);
        await call.HangUpAsync(cancellationToken: Token);
        var session = await server.EndOfAsync(await started.Task, "inbound");

        Assert.Equal("joining joined dialin-connected participant-joined dialin-stopped participant-left leaving left", session.Story);
        server.AssertNothingIsLeft();
    }

    /// <summary>Needs a thread that can be blocked, but no patience: the clock is set forward once the server waits for nothing else.</summary>
    [Fact]
    public async Task Delete_AgentThatBlocksItsThread_IsGivenUp()
    {
        var clock = new GiveUpClock();
        await using var server = await LiveServer.StartAsync(services => services.AddSingleton<TimeProvider>(clock));
        using var never = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Agents["outbound"] = (_, _) =>
        {
            started.SetResult();
            never.Wait(CancellationToken.None);
            return Task.CompletedTask;
        };
        var id = await server.StartSessionAsync();
        await started.Task.WaitAsync(Token);

        var deleted = server.DeleteAsync(id);
        await clock.GivesUp.WaitAsync(Token);
        Assert.False(deleted.IsCompleted);
        clock.Advance(GiveUpClock.Unwinding);
        await clock.StopsFollowing.WaitAsync(Token);
        clock.Advance(GiveUpClock.Following);
        await deleted;
        var session = await server.EndOfAsync(id);

        Assert.Equal("TERMINATED", session.Status);
        server.AssertNothingIsLeft();
        never.Set();
    }

    /// <summary>A clock that tells when the server begins to wait for an agent that does not return, and for its last events.</summary>
    private sealed class GiveUpClock : FakeTimeProvider
    {
        public static readonly TimeSpan Unwinding = TimeSpan.FromSeconds(10);
        public static readonly TimeSpan Following = TimeSpan.FromSeconds(1);

        private readonly TaskCompletionSource _givesUp = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _stopsFollowing = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task GivesUp => _givesUp.Task;

        public Task StopsFollowing => _stopsFollowing.Task;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = base.CreateTimer(callback, state, dueTime, period);
            (dueTime == Unwinding ? _givesUp : dueTime == Following ? _stopsFollowing : null)?.TrySetResult();
            return timer;
        }
    }
}
