using System.Text.Json;
using Parley.Agents;
using Parley.Server.Tests.Storage;
using Parley.Sip;
using Parley.Sip.Messages;
using static Parley.Server.Tests.Sessions.Calls.CallServer;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>Calls that come in to an owned number (contract 6.5).</summary>
[Trait(TestDatabase.Trait, TestDatabase.Fixed)]
public sealed class DialinTests
{
    [Fact]
    public Task Call_ToAnOwnedNumber_IsAnsweredOnceTheAgentHasJoined() => CallServer.RunAsync(async server =>
    {
        var (started, join) = (new TaskCompletionSource<(Guid Id, JsonElement Body)>(), new TaskCompletionSource());
        server.Agents["inbound"] = async (session, ct) =>
        {
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            started.SetResult((session.SessionId, session.Input));
            await join.Task;
            await session.RunAsync(cancellationToken: ct);
        };

        var call = server.Phone.Calls(server.SipEndPoint, Number, new SipHeader("X-Ticket", "42"));
        var (id, body) = await started.Task;
        await Calls.Phone.UntilAsync<CallProgress>(call);
        join.SetResult();
        await Calls.Phone.UntilAsync<CallAnswered>(call);
        await call.HangUpAsync();
        var session = await server.EndOfAsync(id, "inbound");

        Assert.Equal("joining joined dialin-connected participant-joined dialin-stopped participant-left leaving left", session.Story);
        Assert.Equal("+15557770001", body.GetProperty("dialin_settings").GetProperty("From").GetString());
        var connected = session.The<DialinConnected>();
        Assert.Equal(("Alice", "+15557770001", Number, "42"), (connected.DisplayName, connected.SipFrom, connected.SipTo, connected.SipHeaders["X-Ticket"]));
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Call_AgentNotThere_Is480() => CallServer.RunAsync(async server =>
    {
        Assert.Equal(480, await StatusOf(server.Phone.Calls(server.SipEndPoint, "+15550002222")));
        server.AssertNothingIsLeft();
    }, ("Numbers:0:Agent", "outbound"), ("Numbers:1:Number", "+15550002222"), ("Numbers:1:Agent", "nobody"));

    [Fact]
    public Task Call_AllAgentsBusy_Is486() => CallServer.RunAsync(async server =>
    {
        server.Agents["inbound"] = Scripted.Stays;
        var first = server.Phone.Calls(server.SipEndPoint, Number);
        await Calls.Phone.UntilAsync<CallAnswered>(first);

        Assert.Equal(486, await StatusOf(server.Phone.Calls(server.SipEndPoint, Number)));
        await server.StopAsync();
        Assert.True(Assert.IsType<CallEnded>(await Calls.Phone.EndOf(first)).ByRemote);
    }, ("Agents:0:Name", "inbound"), ("Agents:0:MaxAgents", "1"));

    [Fact]
    public Task Call_AgentThrowsBeforeItJoins_IsRefused() => CallServer.RunAsync(async server =>
    {
        Guid id = default;
        server.Agents["inbound"] = (session, _) =>
        {
            id = session.SessionId;
            throw new InvalidOperationException("no model");
        };

        Assert.Equal(500, await StatusOf(server.Phone.Calls(server.SipEndPoint, Number)));
        Assert.Equal(("HTTP_ERROR", "no model"), await EndOf(server, id));
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Call_CallerGivesUpBeforeTheAgentJoins_EndsTheSession() => CallServer.RunAsync(async server =>
    {
        var started = new TaskCompletionSource<Guid>();
        server.Agents["inbound"] = async (session, ct) =>
        {
            started.SetResult(session.SessionId);
            await Task.Delay(Timeout.InfiniteTimeSpan, session.Time, ct);   // A model that is loaded for ever.
        };

        var call = server.Phone.Calls(server.SipEndPoint, Number);
        var id = await started.Task;
        await Calls.Phone.UntilAsync<CallProgress>(call);
        await call.HangUpAsync();

        Assert.Equal(("HTTP_COMPLETED", "the caller gave up before the agent was there"), await EndOf(server, id));
        server.AssertNothingIsLeft();
    });

    private static async Task<(string, string)> EndOf(CallServer server, Guid id)
    {
        var session = await server.EndOfAsync(id, "inbound");
        return (session.Status, session.Reason);
    }

    private static async Task<int> StatusOf(OutgoingCall call) => Assert.IsType<CallFailed>(await Calls.Phone.EndOf(call)).Failure.Status;
}
