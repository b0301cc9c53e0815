using System.Text.Json;
using Parley.Agents;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Tests.Webhooks;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Contract 5.2 beyond the request itself: who may dial, whom anybody may dial, and that a refusal is told to nobody but who asked.</summary>
public sealed class RefusalTests
{
    private const string NotOwner = "unable to start dialout (is dialout enabled? are you a room owner or participant admin?)";

    [Fact]
    [Contract("5.2 3 owner")]
    [Contract("5.2 refusal is no event")]
    public async Task Agent_ThatIsNoOwner_IsRefusedInTheReturnValueAlone()
    {
        await using var server = await StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","eventTypes":["dialout.connected","dialout.error","dialout.stopped","dialout.warning"]}""");
        DialoutStart? start = null;
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<CallStateUpdated>(async (e, c) =>
            {
                if (e.State is CallState.Joined && !(start = await session.StartDialoutAsync(new(CallServer.Callee), c)).IsAccepted)
                {
                    await session.LeaveAsync(c);
                }
            });
            session.On<DialoutError>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };

        var guest = await JoinAsync(server, """{"room_name":"x"}""");
        await server.EndOfAsync(guest);
        var refused = start;
        var admin = await JoinAsync(server, """{"room_name":"x","permissions":{"canAdmin":["participants"]}}""");
        await (await server.Phone.RingsAsync()).RejectAsync(486, cancellationToken: TestContext.Current.CancellationToken);
        await server.EndOfAsync(admin);

        Assert.Equal((false, NotOwner), (refused!.IsAccepted, refused.Error));
        Assert.True(start!.IsAccepted);
        Assert.DoesNotContain(await server.EventsAsync(guest), e => e.GetProperty("action").GetString()!.StartsWith("dialout", StringComparison.Ordinal));
        Assert.Empty((await server.GetAsync($"/v1/agents/outbound/sessions/{guest}")).Json.GetProperty("dialouts").EnumerateArray());
        var told = await receiver.NextAsync(1);
        Assert.Equal(start.SessionId, told[0].Json.GetProperty("payload").GetProperty("session_id").GetString());
    }

    [Fact]
    [Contract("5.2 5 PSTN")]
    public async Task PhoneNumbersOff_RefusesNumbersAndNoAddresses()
    {
        await using var server = await StartAsync(("Dialout:PhoneNumbers", "false"));

        var refused = await server.PostAsync("/v1/rooms/x/dialOut/start", """{"phoneNumber":"+4930123456","callerId":"nobody"}""");
        var address = await server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"sipUri":"sip:ann@{{server.Phone.EndPoint}}"}""");

        Assert.Equal((400, "invalid-request-error", "dial-out to PhoneNumber is not enabled for domain. Contact support to enable it for your domain"), refused.Refusal);
        Assert.Equal(("pstn", false), (refused.Json.GetProperty("rule").GetString(), refused.Json.TryGetProperty("allowedAt", out _)));
        Assert.Equal(200, address.Status);
        Assert.Equal("ann", (await server.Phone.RingsAsync()).Invite.Uri.User);
    }

    [Fact]
    [Contract("5.2 6 international")]
    public async Task International_NotAllowed_IsRefusedBeforeTheCallerId()
    {
        await using var server = await StartAsync();

        var refused = await server.PostAsync("/v1/rooms/x/dialOut/start", """{"phoneNumber":"+4930123456","callerId":"nobody"}""");

        Assert.Equal((400, "invalid-request-error", "International dialout not supported. Contact sales to enable it for your domain"), refused.Refusal);
        Assert.Equal("international", refused.Json.GetProperty("rule").GetString());
        Assert.True(server.Phone.IsQuiet);
    }

    [Fact]
    [Contract("5.2 policy names rule and time")]
    public async Task Rules_ThatForbidForNow_SayWhichAndUntilWhen()
    {
        await using var server = await StartAsync(("Dialout:AttemptsPerCalleePerDay", "1"));
        var first = (await server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"phoneNumber":"{{CallServer.Callee}}"}""")).Json.GetProperty("sessionId").GetString()!;
        await (await server.Phone.RingsAsync()).RejectAsync(486, cancellationToken: TestContext.Current.CancellationToken);
        await server.GoneAsync(first);

        var again = await server.PostAsync("/v1/rooms/x/dialOut/start", $$"""{"phoneNumber":"{{CallServer.Callee}}"}""");
        await server.PostAsync("/v1/do-not-call", """{"number":"+15551230002","reason":"asked"}""");
        var never = await server.PostAsync("/v1/rooms/x/dialOut/start", """{"phoneNumber":"+15551230002"}""");

        var allowed = again.Json.GetProperty("allowedAt").GetDateTimeOffset();
        Assert.Equal((400, "attempts-per-day"), (again.Status, again.Json.GetProperty("rule").GetString()));
        Assert.StartsWith("the callee has been called once today, and 1 is the most; allowed from ", again.Refusal.Info, StringComparison.Ordinal);
        Assert.InRange(allowed, TimeProvider.System.GetUtcNow(), TimeProvider.System.GetUtcNow().AddHours(25));
        Assert.Contains($"{allowed.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}", again.Refusal.Info, StringComparison.Ordinal);
        Assert.Equal((400, "invalid-request-error", "the callee is on the do-not-call list"), never.Refusal);
        Assert.Equal(("do-not-call", false), (never.Json.GetProperty("rule").GetString(), never.Json.TryGetProperty("allowedAt", out _)));
        Assert.True(server.Phone.IsQuiet);
    }

    private static async Task<LiveServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = await LiveServer.StartAsync(settings: settings);
        Assert.Equal(200, (await server.PostAsync("/v1/rooms", """{"name":"x","properties":{"enable_dialout":true}}""")).Status);
        return server;
    }

    /// <summary>Has an agent join with a token of its own.</summary>
    private static async Task<Guid> JoinAsync(LiveServer server, string properties)
    {
        var token = (await server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""")).Json.GetProperty("token").GetString();
        return (await server.StartAsync("outbound", JsonSerializer.Serialize(new { body = new { room_url = "http://any.test/x", token } }))).GetProperty("sessionId").GetGuid();
    }
}
