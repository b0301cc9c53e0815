using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Sip;
using static Parley.Server.Tests.Sessions.Calls.CallServer;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>However a session ends: its reason is written, its legs are hung up, its slot is free, and the others live on.</summary>
public sealed class SessionEndTests
{
    private static readonly DialoutRequest Phone = new(Callee);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Agent_ThrowsInRunAsync_EndsItsSessionWithByeAndNoOther()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var other = await server.StartSessionAsync();
        var otherCall = await server.Phone.AnswersAsync();
        await DialoutTests.UntilAsync<CallConfirmed>(otherCall);
        server.Agents["outbound"] = async (session, ct) =>
        {
            var answered = new TaskCompletionSource();
            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.StartDialoutAsync(Phone, c) : Task.CompletedTask);
            session.On<DialoutAnswered>((_, _) => { answered.SetResult(); return Task.CompletedTask; });
            _ = session.RunAsync(cancellationToken: ct);
            await answered.Task.WaitAsync(ct);
            throw new InvalidOperationException("out of ideas");
        };
        var id = await server.StartSessionAsync();

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("HTTP_ERROR", "out of ideas"), (session.Status, session.Reason));
        Assert.Equal((1, 1), (server.Switchboard.ActiveCalls, server.ActiveSessions));
        await otherCall.HangUpAsync(cancellationToken: Token);
        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync(other)).Status);
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Agent_ThrowsInAHandler_EndsItsSessionWithBye()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(
            Phone, session => session.On<DialoutAnswered>((_, _) => throw new InvalidOperationException("out of ideas")));
        var id = await server.StartSessionAsync();

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("HTTP_ERROR", "out of ideas"), (session.Status, session.Reason));
        Assert.EndsWith("dialout-answered leaving dialout-stopped participant-left left", session.Story, StringComparison.Ordinal);
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Agent_ReturnsWithoutJoining_EndsItsSession()
    {
        await using var server = await CallServer.StartAsync();

        var session = await server.RunSessionAsync((_, _) => Task.CompletedTask);

        Assert.Equal(("HTTP_COMPLETED", "agent finished", ""), (session.Status, session.Reason, session.Story));
        server.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Delete_AgentThatHangs_IsGivenUpAfterItsCallsAreHungUp(bool blocksItsThread)
    {
        await using var server = await CallServer.StartAsync();
        using var never = new ManualResetEventSlim();
        var (hang, started) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Agents["outbound"] = async (session, ct) =>
        {
            started.SetResult();
            if (blocksItsThread)
            {
                never.Wait(CancellationToken.None);
            }

            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.StartDialoutAsync(Phone, c) : Task.CompletedTask);
            session.On<DialoutAnswered>((_, _) => hang.Task);
            await session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync();
        await started.Task.WaitAsync(Token);
        var call = blocksItsThread ? null : await server.Phone.AnswersAsync();

        var deleted = server.DeleteAsync(id);
        if (call is not null)
        {
            await Calls.Phone.EndOf(call);
        }

        await deleted;
        var session = await server.EndOfAsync(id);
        Assert.Equal("TERMINATED", session.Status);
        server.AssertNothingIsLeft();
        never.Set();
        hang.SetResult();
    }

    [Theory]
    [InlineData(false, "joining joined dialout-connected leaving dialout-stopped left")]
    [InlineData(true, "joining joined dialout-connected participant-joined dialout-answered leaving dialout-stopped participant-left left")]
    public async Task Delete_DuringACall_HangsUpAndTerminates(bool answers, string story)
    {
        await using var server = await CallServer.StartAsync();
        var told = new TaskCompletionSource();
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutEvent>((e, _) =>
        {
            if (e is DialoutAnswered || !answers)
            {
                told.TrySetResult();
            }

            return Task.CompletedTask;
        }));
        var id = await server.StartSessionAsync();
        var call = answers ? await server.Phone.AnswersAsync() : await server.Phone.RingsAsync();
        await told.Task.WaitAsync(Token);

        await server.DeleteAsync(id);

        var end = await Calls.Phone.EndOf(call);
        var session = await server.EndOfAsync(id);
        Assert.Equal(answers, end is CallEnded { ByRemote: true });
        Assert.Equal(("TERMINATED", story), (session.Status, session.Story));
        Assert.Equal(HangUpParty.Host, session.The<DialoutStopped>().Outcome!.EndedBy);
        Assert.Equal("host", session.Dialout.GetProperty("hungUpBy").GetString());
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Stop_DuringCalls_HangsUpEachAndIsQuick()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var (one, two) = (await server.StartSessionAsync(), await server.StartSessionAsync());
        var (ringing, talking) = (await server.Phone.RingsAsync(), await server.Phone.AnswersAsync());
        await DialoutTests.UntilAsync<CallConfirmed>(talking);

        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(5), Token);

        Assert.IsType<CallFailed>(await Calls.Phone.EndOf(ringing));
        Assert.IsType<CallEnded>(await Calls.Phone.EndOf(talking));
        var timelines = server.Services.GetRequiredService<SessionTimelines>();
        Assert.All([one, two], id => Assert.Single(timelines.Get(id).OfType<DialoutStopped>()));
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Stop_CalleeThatIsGone_IsToldAndWrittenAllTheSame()
    {
        await using var server = await CallServer.StartAsync();
        using var dead = new DeadPhone();
        server.Agents["outbound"] = Scripted.Dials(new DialoutRequest { SipUri = $"sip:x@{dead.EndPoint}" });
        var id = await server.StartSessionAsync();
        await dead.RingsAndDiesAsync();

        await server.DeleteAsync(id);
        var session = await server.EndOfAsync(id);

        Assert.Equal("joining joined dialout-connected leaving dialout-stopped left", session.Story);
        Assert.Equal(("ringing", "host"), (session.Dialout.GetProperty("stage").GetString(), session.Dialout.GetProperty("hungUpBy").GetString()));
        await server.StopAsync().WaitAsync(TimeSpan.FromSeconds(15), Token);
    }

    [Fact]
    public async Task Room_Expires_HangsUpAndEndsTheSession()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var expiry = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 2;
        var id = await server.StartSessionAsync(room: $$"""{"enable_dialout":true,"exp":{{expiry}},"eject_at_room_exp":true}""");

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("HTTP_COMPLETED", "the room has expired"), (session.Status, session.Reason));
        Assert.Equal(HangUpParty.Host, session.The<DialoutStopped>().Outcome!.EndedBy);
    }

    [Fact]
    public async Task Room_EjectAfterElapsed_HangsUpTheLegOnly()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var id = await server.StartSessionAsync(room: """{"enable_dialout":true,"eject_after_elapsed":1}""");

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("agent finished", HangUpParty.Host), (session.Reason, session.The<DialoutStopped>().Outcome!.EndedBy));
        Assert.EndsWith("dialout-stopped participant-left leaving left", session.Story, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Room_EjectAfterMonths_BreaksNothing()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutAnswered>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync(room: """{"enable_dialout":true,"eject_after_elapsed":9e8}""");

        await Calls.Phone.EndOf(await server.Phone.AnswersAsync());

        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync(id)).Status);
    }

    [Fact]
    public async Task Room_Full_HangsUpWithAnError()
    {
        await using var server = await CallServer.StartAsync();
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.StartDialoutAsync(Phone, c) : Task.CompletedTask);
            session.On<DialoutAnswered>((e, c) => session.StartDialoutAsync(Phone, c));
            session.On<DialoutError>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync(room: """{"enable_dialout":true,"max_participants":1}""");

        var (first, second) = (await server.Phone.AnswersAsync(), await server.Phone.AnswersAsync());
        await Calls.Phone.EndOf(second);
        await Calls.Phone.EndOf(first);
        var session = await server.EndOfAsync(id);

        Assert.Equal("the room is full (1 participants)", session.The<DialoutError>().Message);
        Assert.Single(session.Events.OfType<ParticipantJoined>());
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Room_NotOpenYet_EndsTheSessionWithTheReason()
    {
        await using var server = await CallServer.StartAsync();
        var opens = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 3600;

        var session = await server.RunSessionAsync(Scripted.Stays, $$"""{"enable_dialout":true,"nbf":{{opens}}}""");

        Assert.Equal("HTTP_ERROR", session.Status);
        Assert.Contains("nbf", session.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recording_FolderNotWritable_LetsTheCallGoOn()
    {
        await using var server = await CallServer.StartAsync(("Recording:Folder", "/proc/parley"));
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutAnswered>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync();

        await Calls.Phone.EndOf(await server.Phone.AnswersAsync());

        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync(id)).Status);
    }
}
