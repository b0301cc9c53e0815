using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Server.Tests.Storage;
using Parley.Sip;
using static Parley.Server.Tests.Sessions.Calls.CallServer;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>However a session ends: its reason is written, its legs are hung up, its slot is free, and the others live on.</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class SessionEndTests
{
    private static readonly DialoutRequest Phone = new(Callee);

    [Fact]
    public Task Agent_ThrowsInRunAsync_EndsItsSessionWithByeAndNoOther() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var other = await server.StartSessionAsync();
        var otherCall = await server.Phone.AnswersAsync();
        await Calls.Phone.UntilAsync<CallConfirmed>(otherCall);
        server.Agents["outbound"] = async (session, ct) =>
        {
            var answered = new TaskCompletionSource();
            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.StartDialoutAsync(Phone, c) : Task.CompletedTask);
            session.On<DialoutAnswered>((_, _) => { answered.SetResult(); return Task.CompletedTask; });
            _ = session.RunAsync(cancellationToken: ct);
            await answered.Task;
            throw new InvalidOperationException("out of ideas");
        };
        var id = await server.StartSessionAsync();

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("HTTP_ERROR", "out of ideas"), (session.Status, session.Reason));
        Assert.Equal((1, 1), (server.Switchboard.ActiveCalls, server.ActiveSessions));
        await otherCall.HangUpAsync();
        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync(other)).Status);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Agent_ThrowsInAHandler_EndsItsSessionWithBye() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(
            Phone, session => session.On<DialoutAnswered>((_, _) => throw new InvalidOperationException("out of ideas")));
        var id = await server.StartSessionAsync();

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("HTTP_ERROR", "out of ideas"), (session.Status, session.Reason));
        Assert.EndsWith("dialout-answered leaving dialout-stopped participant-left left", session.Story, StringComparison.Ordinal);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Agent_ReturnsWithoutJoining_EndsItsSession() => CallServer.RunAsync(async server =>
    {
        var session = await server.RunSessionAsync((_, _) => Task.CompletedTask);

        Assert.Equal(("HTTP_COMPLETED", "agent finished", ""), (session.Status, session.Reason, session.Story));
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Delete_AgentWhoseHandlerHangs_IsGivenUpAfterItsCallsAreHungUp() => CallServer.RunAsync(async server =>
    {
        var hang = new TaskCompletionSource();
        server.Agents["outbound"] = async (session, ct) =>
        {
            session.On<CallStateUpdated>((e, c) => e.State is CallState.Joined ? session.StartDialoutAsync(Phone, c) : Task.CompletedTask);
            session.On<DialoutAnswered>((_, _) => hang.Task);
            await session.RunAsync(cancellationToken: ct);
        };
        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();

        var deleted = server.DeleteAsync(id);
        await Calls.Phone.EndOf(call);
        await deleted;
        var session = await server.EndOfAsync(id);

        Assert.Equal("TERMINATED", session.Status);
        server.AssertNothingIsLeft();
        hang.SetResult();
    });

    [Theory]
    [InlineData(false, "joining joined dialout-connected leaving dialout-stopped left")]
    [InlineData(true, "joining joined dialout-connected participant-joined dialout-answered leaving dialout-stopped participant-left left")]
    public Task Delete_DuringACall_HangsUpAndTerminates(bool answers, string story) => CallServer.RunAsync(async server =>
    {
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
        await told.Task;

        await server.DeleteAsync(id);

        var end = await Calls.Phone.EndOf(call);
        var session = await server.EndOfAsync(id);
        Assert.Equal(answers, end is CallEnded { ByRemote: true });
        Assert.Equal(("TERMINATED", story), (session.Status, session.Story));
        Assert.Equal(HangUpParty.Host, session.The<DialoutStopped>().Outcome!.EndedBy);
        Assert.Equal("host", session.Dialout.GetProperty("hungUpBy").GetString());
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Stop_DuringCalls_HangsUpEachAndIsQuick() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var (one, two) = (await server.StartSessionAsync(), await server.StartSessionAsync());
        var (ringing, talking) = (await server.Phone.RingsAsync(), await server.Phone.AnswersAsync());
        await Calls.Phone.UntilAsync<CallConfirmed>(talking);

        Assert.InRange(await server.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(1));

        Assert.IsType<CallFailed>(await Calls.Phone.EndOf(ringing));
        Assert.IsType<CallEnded>(await Calls.Phone.EndOf(talking));
        var timelines = server.Services.GetRequiredService<SessionTimelines>();
        Assert.All([one, two], id => Assert.Single(timelines.Get(id).OfType<DialoutStopped>()));
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Stop_CalleeThatIsGone_IsToldAndWrittenAllTheSame() => CallServer.RunAsync(async server =>
    {
        await using var dead = server.DeadPhone();
        var rings = new TaskCompletionSource();
        server.Agents["outbound"] = Scripted.Dials(
            new DialoutRequest { SipUri = $"sip:x@{dead.EndPoint}" },
            session => session.On<DialoutConnected>((_, _) =>
            {
                rings.SetResult();
                return Task.CompletedTask;
            }));
        var id = await server.StartSessionAsync();
        await dead.RingsAndDiesAsync();
        await rings.Task;

        await server.DeleteAsync(id);
        var session = await server.EndOfAsync(id);

        Assert.Equal("joining joined dialout-connected leaving dialout-stopped left", session.Story);
        Assert.Equal(("ringing", "host"), (session.Dialout.GetProperty("stage").GetString(), session.Dialout.GetProperty("hungUpBy").GetString()));
        Assert.InRange(await server.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    });

    [Fact]
    public Task Room_Expires_HangsUpAndEndsTheSession() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var expiry = server.Time.GetUtcNow().ToUnixTimeSeconds() + 2;
        var id = await server.StartSessionAsync(room: $$"""{"enable_dialout":true,"exp":{{expiry}},"eject_at_room_exp":true}""");

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("HTTP_COMPLETED", "the room has expired"), (session.Status, session.Reason));
        Assert.Equal(HangUpParty.Host, session.The<DialoutStopped>().Outcome!.EndedBy);
    });

    [Fact]
    public Task Room_EjectAfterElapsed_HangsUpTheLegOnly() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone);
        var id = await server.StartSessionAsync(room: """{"enable_dialout":true,"eject_after_elapsed":1}""");

        var end = await Calls.Phone.EndOf(await server.Phone.AnswersAsync());
        var session = await server.EndOfAsync(id);

        Assert.True(Assert.IsType<CallEnded>(end).ByRemote);
        Assert.Equal(("agent finished", HangUpParty.Host), (session.Reason, session.The<DialoutStopped>().Outcome!.EndedBy));
        Assert.EndsWith("dialout-stopped participant-left leaving left", session.Story, StringComparison.Ordinal);
    });

    [Fact]
    public Task Room_EjectAfterMonths_BreaksNothing() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutAnswered>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync(room: """{"enable_dialout":true,"eject_after_elapsed":9e8}""");

        await Calls.Phone.EndOf(await server.Phone.AnswersAsync());

        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync(id)).Status);
    });

    [Fact]
    public Task Room_Full_HangsUpWithAnError() => CallServer.RunAsync(async server =>
    {
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
    });

    [Fact]
    public Task Room_NotOpenYet_EndsTheSessionWithTheReason() => CallServer.RunAsync(async server =>
    {
        var opens = server.Time.GetUtcNow().ToUnixTimeSeconds() + 3600;

        var session = await server.RunSessionAsync(Scripted.Stays, $$"""{"enable_dialout":true,"nbf":{{opens}}}""");

        Assert.Equal("HTTP_ERROR", session.Status);
        Assert.Contains("nbf", session.Reason, StringComparison.Ordinal);
    });

    [Fact]
    public Task Recording_FolderNotWritable_LetsTheCallGoOn() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Dials(Phone, session => session.On<DialoutAnswered>((e, ct) => session.StopDialoutAsync(e.SessionId, ct)));
        var id = await server.StartSessionAsync();

        await Calls.Phone.EndOf(await server.Phone.AnswersAsync());

        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync(id)).Status);
    }, ("Recording:Folder", "/proc/parley"));
}
