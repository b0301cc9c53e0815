using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;
using static Parley.Server.Tests.Sessions.Calls.CallServer;

namespace Parley.Server.Tests.Sessions.Rooms;

/// <summary>A room that several parties share: who may come in, what each is told, and when it ends.</summary>
public sealed class SharedRoomTests
{
    private const string RoomOfItsOwn = """{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true}}""";

    [Fact]
    public Task TwoAgents_OneDials_BothAreToldAndSpeakToEachOther() => CallServer.RunAsync(async server =>
    {
        var (answered, guestIn, heard) = (new TaskCompletionSource<string>(), new TaskCompletionSource(), new TaskCompletionSource<string>());
        server.Agents["outbound"] = Scripted.Dials(new(Callee), session =>
        {
            session.On<DialoutAnswered>((e, _) => { answered.SetResult(e.SessionId); return Task.CompletedTask; });
            session.On<AppMessageReceived>((e, _) => { heard.SetResult($"{e.Message} from {e.SenderId}"); return Task.CompletedTask; });
        });
        server.Agents["inbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>(async (e, c) =>
            {
                if (e.State is CallState.Joined)
                {
                    await session.SendAppMessageAsync(JsonElement.Parse("""{"hello":1}"""), cancellationToken: c);
                    guestIn.SetResult();
                }
            });
            session.On<ParticipantLeft>((e, c) => e.Participant.Info.UserName == "outbound" ? session.LeaveAsync(c) : Task.CompletedTask);
            return session.RunAsync(cancellationToken: ct);
        };
        var host = await server.StartAsync("outbound", RoomOfItsOwn);
        var call = await server.Phone.AnswersAsync();
        var leg = await answered.Task;
        var guest = await server.StartAsync("inbound", JoinOf(host));
        await guestIn.Task;
        Assert.Equal($$"""{"hello":1} from {{guest.SessionId}}""", await heard.Task);
        Assert.Equal([$"{host.SessionId}", leg, $"{guest.SessionId}"], Assert.Single(server.Services.GetRequiredService<LiveRooms>().All).Present.Select(p => p.Id));

        await call.HangUpAsync();
        var hosted = await server.EndOfAsync(host.SessionId);
        var visited = await server.EndOfAsync(guest.SessionId, "inbound");

        Assert.Equal(
            "joining joined dialout-connected participant-joined dialout-answered participant-joined app-message dialout-stopped participant-left leaving left", hosted.Story);
        Assert.Equal("joining joined participant-joined participant-joined dialout-stopped participant-left participant-left leaving left", visited.Story);
        Assert.True(visited.Events.OfType<ParticipantJoined>().First().Participant.Info.IsOwner);
        Assert.Empty(server.Services.GetRequiredService<LiveRooms>().All);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task OwnerLeaves_GuestWithoutAToken_KeepsTheRoomButNotTheCall() => CallServer.RunAsync(async server =>
    {
        var (answered, refused, done) = (new TaskCompletionSource(), new TaskCompletionSource<string?>(), new TaskCompletionSource());
        server.Agents["outbound"] = Scripted.Dials(new(Callee), session =>
        {
            session.On<DialoutAnswered>((_, _) => { answered.SetResult(); return Task.CompletedTask; });
            session.On<ParticipantJoined>((e, c) => e.Participant.Info.UserName == "inbound" ? session.LeaveAsync(c) : Task.CompletedTask);
        });
        server.Agents["inbound"] = (session, ct) =>
        {
            session.On<ParticipantLeft>(async (e, c) =>
            {
                if (e.Participant.Info.IsOwner)
                {
                    refused.SetResult((await session.StartDialoutAsync(new(Callee), c)).Error);
                    await done.Task;
                    await session.LeaveAsync(c);
                }
            });
            return session.RunAsync(cancellationToken: ct);
        };
        var host = await server.StartAsync("outbound", RoomOfItsOwn);
        var call = await server.Phone.AnswersAsync();
        await answered.Task;
        var guest = await server.StartAsync("inbound", JoinOf(host, withToken: false));

        Assert.True(Assert.IsType<CallEnded>(await Phone.EndOf(call)).ByRemote);
        await server.EndOfAsync(host.SessionId);
        Assert.Equal("unable to start dialout (is dialout enabled? are you a room owner or participant admin?)", await refused.Task);
        Assert.Single(server.Services.GetRequiredService<LiveRooms>().All);
        done.SetResult();
        await server.EndOfAsync(guest.SessionId, "inbound");

        Assert.Empty(server.Services.GetRequiredService<LiveRooms>().All);
        server.AssertNothingIsLeft();
    });

    [Theory]
    [InlineData("""{"room_url":"https://elsewhere.test/nowhere"}""", "room_url names no room of this server: there is no room nowhere")]
    [InlineData("""{"room_url":"not an address"}""", "room_url names no room of this server: there is no room not an address")]
    [InlineData("""{"room_url":"ROOM","token":"eyJhbGciOiJub25lIn0.e30."}""", "the token for the room NAME is refused: not signed by this server")]
    [InlineData("""{"room_url":"ROOM","token":"x"}""", "the token for the room NAME is refused: not a token")]
    public Task Join_RoomOrTokenOfNoUse_EndsTheSessionWithTheReason(string body, string reason) => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = server.Agents["inbound"] = Scripted.Stays;
        var host = await server.StartAsync("outbound", RoomOfItsOwn);

        var guest = await server.StartAsync("inbound", $$"""{"body":{{body.Replace("ROOM", host.Room!.Url, StringComparison.Ordinal)}}}""");
        var session = await server.EndOfAsync(guest.SessionId, "inbound");

        Assert.Equal(("HTTP_ERROR", reason.Replace("NAME", host.Room.Name, StringComparison.Ordinal)), (session.Status, session.Reason));
        Assert.Single(server.Services.GetRequiredService<LiveRooms>().All);
        await server.DeleteAsync(host.SessionId);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Room_Expires_EndsBothSessions() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = server.Agents["inbound"] = Scripted.Stays;
        var exp = server.Time.GetUtcNow().ToUnixTimeSeconds() + 30;
        var host = await server.StartAsync("outbound", $$$"""{"createDailyRoom":true,"dailyRoomProperties":{"exp":{{{exp}}}}}""");
        var guest = await server.StartAsync("inbound", JoinOf(host));

        var (hosted, visited) = (await server.EndOfAsync(host.SessionId), await server.EndOfAsync(guest.SessionId, "inbound"));
        var late = await server.StartAsync("inbound", JoinOf(host));

        Assert.Equal(("the room has expired", "the room has expired"), (hosted.Reason, visited.Reason));
        Assert.Equal($"room_url names the room {host.Room!.Name}, which has expired", (await server.EndOfAsync(late.SessionId, "inbound")).Reason);
        server.AssertNothingIsLeft();
    });

    [Fact]
    public Task Dial_WithoutAnAgent_TheLegWaitsInTheRoomAndEndsItWithItself() => CallServer.RunAsync(async server =>
    {
        server.Agents["outbound"] = Scripted.Stays;
        var rooms = server.Services.GetRequiredService<LiveRooms>();
        var told = new List<AgentEvent>();
        var host = await server.StartAsync("outbound", RoomOfItsOwn);
        await server.DeleteAsync(host.SessionId);
        Assert.Empty(rooms.All);
        rooms.Happened += (_, e) => told.Add(e);

        var room = (await rooms.HoldAsync(host.Room!.Name, CancellationToken.None))!;
        var start = await room.DialAsync(new(Callee), agent: null, prepare: null, CancellationToken.None);
        await rooms.ReleaseAsync(room);
        Assert.True(start.IsAccepted);
        var call = await server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(call);
        Assert.Single(Assert.Single(rooms.All).Legs);
        var leg = Assert.Single(room.Legs);
        await call.HangUpAsync();
        await leg.Completion;

        Assert.Equal(["DialoutConnected", "ParticipantJoined", "DialoutAnswered", "DialoutStopped", "ParticipantLeft"], told.Select(e => e.GetType().Name));
        Assert.Empty(rooms.All);
        server.AssertNothingIsLeft();
    });

    private static string JoinOf(SessionStart host, bool withToken = true) =>
        $$$"""{"body":{"room_url":"{{{host.Room!.Url}}}"{{{(withToken ? $",\"token\":\"{host.CallerToken}\"" : "")}}}}}""";
}
