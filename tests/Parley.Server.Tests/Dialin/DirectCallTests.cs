using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Server.Tests.Dialin;

/// <summary>Calls to the SIP addresses of rooms, over UDP and HTTP: by whom, into which, and how many.</summary>
public sealed class DirectCallTests
{
    /// <summary>A host of this machine that is not the trunk's.</summary>
    private static readonly IPAddress Stranger = IPAddress.Parse("127.0.0.2");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Contract("F7 sip:room.index@domain")]
    [Contract("F7 num_endpoints")]
    [Contract("F7 sip_uri")]
    [Contract("F7 x-daily_display_name")]
    public async Task Call_ToEachEndpoint_TakesOneCallAtATime()
    {
        await using var server = await DialinServer.StartAsync();
        var sip = (await MakeRoomAsync(server, "desk", """{"sip":{"display_name":"Front desk","sip_mode":"dial-in","num_endpoints":2}}""")).GetProperty("config").GetProperty("sip_uri");
        var (first, second) = (sip.GetProperty("endpoint").GetString()!, Assert.Single(sip.GetProperty("extra_endpoints").EnumerateArray()).GetString()!);

        var one = server.Phone.Calls(SipUri.Parse($"sip:{first}"), server.SipEndPoint);
        await Phone.UntilAsync<CallAnswered>(one);
        Assert.Equal(486, await StatusOf(server.Phone.Calls(SipUri.Parse($"sip:{first}"), server.SipEndPoint)));
        var two = server.Phone.Calls(SipUri.Parse($"sip:{second}"), server.SipEndPoint, headers: new SipHeader("x-daily_display_name", "Ms.%20M%C3%BCller%0d%0aX: 1"));
        await Phone.UntilAsync<CallAnswered>(two);
        Assert.Equal(404, await StatusOf(server.Phone.Calls(SipUri.Parse($"sip:{first.Replace(".0@", ".2@", StringComparison.Ordinal)}"), server.SipEndPoint)));
        Assert.Equal(["Front desk", "Ms. MüllerX: 1"], await NamesAsync(server, "desk", 2));

        await one.HangUpAsync(cancellationToken: Token);
        await DialinServer.UntilAsync(() => server.Services.GetRequiredService<LiveRooms>().All is [{ Legs.Length: 1 }]);
        var again = server.Phone.Calls(SipUri.Parse($"sip:{first}"), server.SipEndPoint);
        await Phone.UntilAsync<CallAnswered>(again);
        await again.HangUpAsync(cancellationToken: Token);
        await two.HangUpAsync(cancellationToken: Token);
        await AssertNothingIsLeftAsync(server);
    }

    [Theory]
    [Contract("F7 sip:room.index@domain")]
    [InlineData("nowhere.0")]
    [InlineData("closed.0")]
    [InlineData("nowhere.00")]
    [InlineData("nowhere.20")]
    [InlineData("nowhere.")]
    [InlineData("a%2Fb.0")]
    [InlineData("nowhere.-1")]
    [InlineData("nowhere.99999999999")]
    public async Task Call_ToNoRoom_Is404(string user)
    {
        await using var server = await DialinServer.StartAsync();
        await MakeRoomAsync(server, "closed", "{}");

        Assert.Equal(404, await StatusOf(server.Phone.Calls(SipUri.Parse($"sip:{user}@{server.SipEndPoint}"), server.SipEndPoint)));
        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    [Contract("F7 token")]
    public async Task Call_OfAStranger_NeedsATokenForTheRoom()
    {
        await using var server = await DialinServer.StartAsync();
        await using var stranger = await Phone.StartAsync(Stranger);
        await MakeRoomAsync(server, "desk", """{"sip":{"num_endpoints":2}}""");
        await MakeRoomAsync(server, "other", """{"sip":{}}""");
        var good = await TokenAsync(server, """{"room_name":"desk","user_name":"Ms. Miller","user_id":"miller-1"}""");
        var other = await TokenAsync(server, """{"room_name":"other"}""");
        var forged = $"{good[..^6]}{(good[^6] == 'A' ? 'B' : 'A')}{good[^5..]}";

        Assert.Equal(403, await CallAsync("desk.0", null));
        Assert.Equal(403, await CallAsync("desk.0", forged));
        Assert.Equal(403, await CallAsync("desk.0", other));   // Of another room.
        Assert.Equal(403, await CallAsync(CallServer.Number, good));   // Opens rooms, no numbers.
        var call = stranger.Calls(SipUri.Parse($"sip:desk.0@{server.SipEndPoint}"), server.SipEndPoint, headers: new SipHeader("X-Parley-Token", good));
        await Phone.UntilAsync<CallAnswered>(call);
        var byAddress = stranger.Calls(SipUri.Parse($"sip:desk.1@{server.SipEndPoint};token={good}"), server.SipEndPoint);
        await Phone.UntilAsync<CallAnswered>(byAddress);
        await NamesAsync(server, "desk", 2);
        var present = (await server.GetAsync("/v1/rooms/desk/presence")).Json.GetProperty("data");

        Assert.All(present.EnumerateArray(), one => Assert.Equal(("Ms. Miller", "miller-1"), (one.GetProperty("userName").GetString(), one.GetProperty("userId").GetString())));
        await call.HangUpAsync(cancellationToken: Token);
        await byAddress.HangUpAsync(cancellationToken: Token);
        await AssertNothingIsLeftAsync(server);

        async Task<int> CallAsync(string user, string? token)
            => await StatusOf(stranger.Calls(SipUri.Parse($"sip:{user}@{server.SipEndPoint}"), server.SipEndPoint, headers: token is null ? [] : [new SipHeader("X-Parley-Token", token)]));
    }

    [Fact]
    [Contract("F7 token")]
    public async Task Call_WithAToken_TellsAgentsNothingOfIt_AndStaysAsLongAsItSays()
    {
        await using var server = await DialinServer.StartAsync();
        await using var stranger = await Phone.StartAsync(Stranger);
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };
        var started = await server.StartAsync("outbound", """{"createDailyRoom":true,"dailyRoomProperties":{"sip":{}}}""");
        var room = started.GetProperty("dailyRoom").GetString()!.Split('/')[^1];
        await server.PresentAsync(started.GetProperty("sessionId").GetString()!);
        var token = await TokenAsync(server, $$"""{"room_name":"{{room}}","eject_after_elapsed":0.3}""");

        var call = stranger.Calls(SipUri.Parse($"sip:{room}.0@{server.SipEndPoint}"), server.SipEndPoint, headers: [new SipHeader("X-Parley-Token", token), new SipHeader("X-Ticket", "42")]);
        var end = Assert.IsType<CallEnded>(await Phone.EndOf(call));
        var session = await server.EndOfAsync(started.GetProperty("sessionId").GetGuid());

        Assert.True(end.ByRemote);
        Assert.Equal("42", Assert.Single(session.The<DialinConnected>().SipHeaders).Value);
        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    [Contract("F7 address rule")]
    public async Task Call_OfANetworkThatMayCallRooms_ReachesRoomsAndNoNumbers()
    {
        await using var server = await DialinServer.StartAsync(options => options.AllowFrom.Add("127.0.0.2/32"));
        await using var stranger = await Phone.StartAsync(Stranger);
        await MakeRoomAsync(server, "desk", """{"sip":{}}""");

        var call = stranger.Calls(SipUri.Parse($"sip:desk.0@{server.SipEndPoint}"), server.SipEndPoint);
        await Phone.UntilAsync<CallAnswered>(call);
        Assert.Equal(403, await StatusOf(stranger.Calls(server.SipEndPoint, CallServer.Number)));
        Assert.Equal(403, await StatusOf(stranger.Calls(SipUri.Parse($"sip:desk.0@{server.SipEndPoint}"), server.SipEndPoint, headers: new SipHeader("X-Parley-Token", "nonsense"))));
        Assert.Equal(404, await StatusOf(stranger.Calls(SipUri.Parse($"sip:nowhere.0@{server.SipEndPoint}"), server.SipEndPoint, to: SipUri.FromEndPoint(CallServer.Number, server.SipEndPoint))));
        Assert.Equal(0, server.ActiveSessions);
        await call.HangUpAsync(cancellationToken: Token);
        await AssertNothingIsLeftAsync(server);
    }

    [Theory]
    [Contract("F7 num_endpoints")]
    [Contract("F7 max_participants")]
    [InlineData(3, 200, 3)]
    [InlineData(20, 4, 4)]
    public async Task Call_AHundredAtOnce_NoMoreAreAnsweredThanFindRoom(int endpoints, int participants, int places)
    {
        await using var server = await DialinServer.StartAsync(more: services => services.Configure<ParleyOptions>(options => options.Dialout.MaxLegsPerRoom = 100));
        await MakeRoomAsync(server, "rush", $$"""{"sip":{"num_endpoints":{{endpoints}}},"max_participants":{{participants}}}""");

        var calls = Enumerable.Range(0, 100).Select(n => server.Phone.Calls(SipUri.Parse($"sip:rush.{n % endpoints}@{server.SipEndPoint}"), server.SipEndPoint)).ToList();
        var ends = calls.Select(Phone.EndOf).ToList();
        await DialinServer.UntilAsync(() => ends.Count(end => end.IsCompleted) == 100 - places);
        var failures = (await Task.WhenAll(ends.Where(end => end.IsCompleted))).Select(end => Assert.IsType<CallFailed>(end).Failure.Status).ToList();
        var room = Assert.Single(server.Services.GetRequiredService<LiveRooms>().All);
        await DialinServer.UntilAsync(() => room.Present.Count == places);

        Assert.All(failures, status => Assert.True(status is 486 or 503, $"{status}"));   // 503: too many calls at once for this server's ports.
        foreach (var (call, _) in calls.Zip(ends).Where(one => !one.Second.IsCompleted))
        {
            await call.HangUpAsync(cancellationToken: Token);
        }

        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    [Contract("6.2 dialin-error")]
    public async Task Call_WithoutACommonCodec_IsToldToTheAgent()
    {
        await using var server = await DialinServer.StartAsync();
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<DialinError>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };
        var started = await server.StartAsync("outbound", """{"createDailyRoom":true,"dailyRoomProperties":{"sip":{}}}""");
        var room = started.GetProperty("dailyRoom").GetString()!.Split('/')[^1];
        await server.PresentAsync(started.GetProperty("sessionId").GetString()!);

        var call = server.Phone.Calls(SipUri.Parse($"sip:{room}.0@{server.SipEndPoint}"), server.SipEndPoint, server.Phone.Describe("99", "rtpmap:99 speex/32000"));
        Assert.Equal(488, await StatusOf(call));
        var session = await server.EndOfAsync(started.GetProperty("sessionId").GetGuid());
        var error = JsonSerializer.SerializeToElement<AgentEvent>(session.The<DialinError>(), AgentEventJson.Default.AgentEvent);

        Assert.Equal("joining joined dialin-ready dialin-error leaving left", session.Story);
        Assert.Equal("start-failed", error.GetProperty("type").GetString());
        Assert.Equal(error.GetProperty("message").GetString(), error.GetProperty("errorMsg").GetString());
        Assert.StartsWith($"sip:{room}.0@", error.GetProperty("details").GetProperty("sipEndpoint").GetString(), StringComparison.Ordinal);
        await AssertNothingIsLeftAsync(server);
    }

    private static async Task<JsonElement> MakeRoomAsync(LiveServer server, string name, string properties)
    {
        var made = await server.PostAsync("/v1/rooms", $$"""{"name":"{{name}}","properties":{{properties}}}""");
        Assert.True(made.Status == 200, made.Json.GetRawText());
        return made.Json;
    }

    private static async Task<string> TokenAsync(LiveServer server, string properties)
    {
        var made = await server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""");
        Assert.True(made.Status == 200, made.Json.GetRawText());
        return made.Json.GetProperty("token").GetString()!;
    }

    private static async Task<List<string?>> NamesAsync(LiveServer server, string room, int count)
    {
        while (true)
        {
            var present = (await server.GetAsync($"/v1/rooms/{room}/presence")).Json;
            if (present.GetProperty("total_count").GetInt32() == count)
            {
                return [.. present.GetProperty("data").EnumerateArray().Select(one => one.GetProperty("userName").GetString()).Order(StringComparer.Ordinal)];
            }

            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
        }
    }

    private static async Task<int> StatusOf(OutgoingCall call) => Assert.IsType<CallFailed>(await Phone.EndOf(call)).Failure.Status;

    private static async Task AssertNothingIsLeftAsync(LiveServer server)
    {
        await DialinServer.UntilAsync(() => server.Switchboard.ActiveCalls == 0 && server.Services.GetRequiredService<LiveRooms>().All.Count == 0);
        server.AssertNothingIsLeft();
    }
}
