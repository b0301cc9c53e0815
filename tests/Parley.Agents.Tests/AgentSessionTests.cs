using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Parley.Agents.Tests.Fakes;

namespace Parley.Agents.Tests;

public sealed class AgentSessionTests
{
    [Fact]
    public void Handlers_RunOneAtATimeInTheOrderOfTheEvents()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var session = Session(transport);
        var log = new List<string>();
        var busy = new TaskCompletionSource();
        session.On<DialoutConnected>(async (e, _) =>
        {
            log.Add("connected begins");
            await busy.Task;
            log.Add("connected ends");
        });
        session.On<DialoutAnswered>((e, _) => Note("answered"));
        session.On<DialoutEvent>((e, _) => Note($"any {e.GetType().Name}"));
        var running = session.RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        transport.Raise(new DialoutConnected("leg"));
        transport.Raise(new DialoutAnswered("leg"));
        stage.Settle();
        Assert.Equal(["connected begins"], log);
        busy.SetResult();
        stage.Settle();

        Assert.Equal(["connected begins", "connected ends", "any DialoutConnected", "answered", "any DialoutAnswered"], log);
        Assert.False(running.IsCompleted);

        Task Note(string what)
        {
            log.Add(what);
            return Task.CompletedTask;
        }
    }

    [Fact]
    public void Run_JoinsOnlyThen_AndNoHandlerMissesAnEvent()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var session = Session(transport);
        var states = new List<CallState>();
        session.On<CallStateUpdated>(async (e, ct) =>
        {
            states.Add(e.State);
            if (e.State is CallState.Joined)
            {
                await session.LeaveAsync(ct);
            }
        });
        Assert.Empty(transport.Asked);

        var running = session.RunAsync(cancellationToken: TestContext.Current.CancellationToken);
        stage.Settle();

        Assert.True(running.IsCompletedSuccessfully);
        Assert.Equal([CallState.Joining, CallState.Joined, CallState.Leaving, CallState.Left], states);
        Assert.Equal(CallState.Left, session.State);
    }

    [Fact]
    public void Handler_Throws_EndsTheSessionWithItsReason()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var session = Session(transport);
        var later = 0;
        session.On<DialoutAnswered>((_, _) => throw new InvalidOperationException("No such patient."));
        session.On<DialoutStopped>((_, _) =>
        {
            later++;
            return Task.CompletedTask;
        });
        var events = Follow(session);
        var running = session.RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        transport.Raise(new DialoutAnswered("leg"));
        transport.Raise(new DialoutStopped("leg"));
        stage.Settle();

        Assert.Equal("No such patient.", Assert.IsType<InvalidOperationException>(running.Exception?.InnerException).Message);
        Assert.True(transport.HasLeft);
        Assert.Equal(0, later);
        // Whoever follows the stream still sees everything.
        Assert.Equal(CallState.Left, Assert.IsType<CallStateUpdated>(events[^1]).State);
        Assert.Contains(events, occurred => occurred is DialoutStopped);
    }

    [Fact]
    public void Run_Cancelled_CancelsTheHandlerAndLeaves()
    {
        using var stage = new Stage();
        using var stop = new CancellationTokenSource();
        var transport = new FakeTransport();
        var session = Session(transport);
        session.On<DialoutAnswered>(async (_, ct) =>
        {
            var never = new TaskCompletionSource();
            await using var registration = ct.Register(() => never.TrySetCanceled(ct));
            await never.Task;
        });
        var running = session.RunAsync(cancellationToken: stop.Token);
        transport.Raise(new DialoutAnswered("leg"));
        stage.Settle();
        Assert.False(running.IsCompleted);

        stop.Cancel();
        stage.Settle();

        Assert.True(running.IsCompletedSuccessfully);
        Assert.True(transport.HasLeft);
    }

    [Fact]
    public void Run_JoinFails_LeavesAndThrows()
    {
        using var stage = new Stage();
        var transport = new FakeTransport { JoinFailure = new InvalidOperationException("No such room.") };
        var running = Session(transport).RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        stage.Settle();

        Assert.Equal("No such room.", running.Exception?.InnerException?.Message);
        Assert.True(transport.HasLeft);
    }

    [Fact]
    public void StartDialout_Refused_IsAValueAndNoEvent()
    {
        using var stage = new Stage();
        var transport = new FakeTransport { AnswerDialout = _ => DialoutStart.Refused("callerId not found") };
        var session = Session(transport);
        var events = Follow(session);
        DialoutStart? start = null;
        session.On<CallStateUpdated>(async (e, ct) => start ??= await session.StartDialoutAsync(new("+1555"), ct));
        var running = session.RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        stage.Settle();

        Assert.False(start!.IsAccepted);
        Assert.Equal("callerId not found", start.Error);
        Assert.DoesNotContain(events, occurred => occurred is DialoutEvent);
        Assert.False(running.IsCompleted);
    }

    [Fact]
    public void SetBotReady_SendsTheRtviMessage()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();

        Session(transport).SetBotReadyAsync("42", TestContext.Current.CancellationToken);

        var message = Assert.Single(transport.Messages);
        Assert.Equal("rtvi-ai", message.GetProperty("label").GetString());
        Assert.Equal("bot-ready", message.GetProperty("type").GetString());
        Assert.Equal("42", message.GetProperty("id").GetString());
        Assert.Equal("2.1.0", message.GetProperty("data").GetProperty("version").GetString());
        Assert.Equal(JsonValueKind.String, message.GetProperty("data").GetProperty("about").GetProperty("library_version").ValueKind);
    }

    [Fact]
    public void On_WhileRunning_Throws()
    {
        using var stage = new Stage();
        var session = Session(new());
        _ = session.RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Throws<InvalidOperationException>(() => session.On<AgentEvent>((_, _) => Task.CompletedTask));
    }

    [Fact]
    public void Events_WithoutATime_GetTheSessions()
    {
        using var stage = new Stage();
        var transport = new FakeTransport();
        var time = new FakeTimeProvider();
        var session = new AgentSession<string>(new(Guid.NewGuid(), "test"), "", transport, time);
        var events = Follow(session);
        var at = time.GetUtcNow() - TimeSpan.FromMinutes(1);
        _ = session.RunAsync(cancellationToken: TestContext.Current.CancellationToken);

        transport.Raise(new DialoutConnected("leg") { Timestamp = at });
        stage.Settle();

        Assert.Equal(at, events[^1].Timestamp);
        Assert.Equal(time.GetUtcNow(), events[0].Timestamp);
    }

    private static AgentSession<string> Session(FakeTransport transport) =>
        new(new(Guid.NewGuid(), "test"), "", transport, new FakeTimeProvider());

    private static List<AgentEvent> Follow(AgentSession session)
    {
        var events = new List<AgentEvent>();
        _ = FollowAsync();
        return events;

        async Task FollowAsync()
        {
            await foreach (var occurred in session.Events)
            {
                events.Add(occurred);
            }
        }
    }
}
