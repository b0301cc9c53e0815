using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Webhooks;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Server.Tests.Dialin;

/// <summary>Calls that start an agent without a webhook of somebody's: the number is bound to the agent, or to the server's own webhook (contract 7.4).</summary>
public sealed class DialinWebhookTests
{
    private const string Path = "/v1/public/webhooks/parley/inbound/dialin";
    private const string Hmac = "c2VjcmV0IG9mIHRoZSB3ZWJob29r";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [Contract("7.4 number bound to an agent")]
    [Contract("7.4 POST /v1/public/webhooks/{org}/{agent}/dialin")]
    [Contract("7.4 dialin_settings")]
    [Contract("7.4 daily_api_url")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ToABoundNumber_StartsTheAgentAndTalksToIt(bool byWebhook)
    {
        await using var server = await DialinServer.StartAsync();
        var started = new TaskCompletionSource<(Guid Id, JsonElement Body)>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Agents["inbound"] = (session, ct) =>
        {
            started.SetResult((session.SessionId, session.Input));
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };
        var address = server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        if (byWebhook)
        {
            await server.BindAsync(address + Path);
        }

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number, new SipHeader("X-Ticket", "42"));
        await Phone.UntilAsync<CallAnswered>(call);
        var (id, body) = await started.Task.WaitAsync(Token);
        await DialinServer.UntilAsync(() => server.Services.GetRequiredService<LiveRooms>().All.Any(room => room.Present.Count == 2));
        await call.HangUpAsync(cancellationToken: Token);
        var session = await server.EndOfAsync(id, "inbound");

        Assert.Equal(
            byWebhook
                ? "joining joined dialin-ready dialin-connected participant-joined dialin-stopped participant-left leaving left"
                : "joining joined dialin-connected participant-joined dialin-stopped participant-left leaving left",
            session.Story);
        var settings = body.GetProperty("dialin_settings");
        var domain = $"{(await server.Services.GetRequiredService<IdentityStore>().GetAsync(Token)).DomainId}";
        AssertBoth("From", "from", "+15557770001");
        AssertBoth("To", "to", CallServer.Number);
        AssertBoth("call_domain", "callDomain", domain);
        AssertBoth("call_id", "callId", byWebhook ? settings.GetProperty("call_id").GetGuid().ToString() : session.The<DialinConnected>().SessionId);
        Assert.Equal(!byWebhook, settings.TryGetProperty("sip_headers", out var headers) && headers.GetProperty("X-Ticket").GetString() == "42");
        Assert.Equal($"{address}/v1", body.GetProperty("daily_api_url").GetString());
        Assert.False(body.TryGetProperty("daily_api_key", out _));
        await DialinServer.UntilAsync(() => server.Services.GetRequiredService<PinlessCalls>().Unfinished == 0);
        server.AssertNothingIsLeft();

        void AssertBoth(string one, string other, string value) =>
            Assert.Equal((value, value), (settings.GetProperty(one).GetString(), settings.GetProperty(other).GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_CallerLeavesBeforeTheAgentIsThere_SendsTheAgentHome(bool agentNeverJoins)
    {
        await using var server = await DialinServer.StartAsync();
        var (started, join) = (new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        server.Agents["inbound"] = async (session, ct) =>
        {
            started.SetResult(session.SessionId);
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));   // It may be just in time.
            await join.Task.WaitAsync(ct);
            await session.RunAsync(cancellationToken: ct);
        };
        await server.BindAsync(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + Path);

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallAnswered>(call);
        var id = await started.Task.WaitAsync(Token);
        var leaving = call.HangUpAsync(cancellationToken: Token);
        if (!agentNeverJoins)
        {
            join.SetResult();
        }

        await leaving;
        Assert.Contains("HTTP_COMPLETED", (await server.EndOfAsync(id, "inbound")).Status, StringComparison.Ordinal);
        await DialinServer.UntilAsync(() => server.Services.GetRequiredService<PinlessCalls>().Unfinished == 0 && server.Switchboard.ActiveCalls == 0 && server.ActiveSessions == 0);
        Assert.Empty(server.Services.GetRequiredService<LiveRooms>().All);
    }

    [Fact]
    [Contract("7.2 mismatch 401")]
    [Contract("7.1 probe")]
    public async Task Webhook_SignedOrNot_IsTakenOrRefused()
    {
        await using var server = await DialinServer.StartAsync(options => options.WebhookHmac = Hmac);
        const string Probe = """{"Test":"test"}""";
        var now = Now();

        var signed = await server.SendAsync(HttpMethod.Post, Path, Probe, null, Sign(Probe, now));
        var older = await server.SendAsync(HttpMethod.Post, Path, """{"To":"+1"}""", null, Sign("""{"To":"+1"}""", now));
        var unsigned = await server.SendAsync(HttpMethod.Post, Path, Probe, key: null);
        var changed = await server.SendAsync(HttpMethod.Post, Path, """{"Test":"other"}""", null, Sign(Probe, now));
        var old = await server.SendAsync(HttpMethod.Post, Path, Probe, null, Sign(Probe, "1000000000"));
        var key = await server.SendAsync(HttpMethod.Post, Path, Probe);   // A key is no signature.

        Assert.Equal((200, """{"status":"success","message":"Test request received"}"""), (signed.Status, signed.Json.GetRawText()));
        Assert.Equal(200, older.Status);
        Assert.Equal((401, 401, 401, 401), (unsigned.Status, changed.Status, old.Status, key.Status));
    }

    [Fact]
    [Contract("7.2 mismatch 401")]
    public async Task Webhook_NobodyHasASecret_IsClosed()
    {
        await using var server = await DialinServer.StartAsync();
        await server.BindAsync("http://127.0.0.1:9/v1/public/webhooks/parley/outbound/dialin", $$""","hmac":"{{Hmac}}" """);   // Leads to another agent.
        const string Probe = """{"Test":"test"}""";

        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, Path, Probe, null, Sign(Probe, Now()))).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, Path.Replace("inbound", "outbound", StringComparison.Ordinal), Probe, null, Sign(Probe, Now()))).Status);
    }

    [Fact]
    [Contract("7.4 POST /v1/public/webhooks/{org}/{agent}/dialin")]
    public async Task Webhook_CallOfAnotherServer_StartsOneAgentHoweverOftenItIsAnnounced()
    {
        await using var server = await DialinServer.StartAsync(options => options.WebhookHmac = Hmac);
        server.Agents["inbound"] = Scripted.Stays;
        const string Body = """{"To":"+15550001111","From":"+15557770001","callId":"call-1","callDomain":"elsewhere","sipHeaders":{"X-Ticket":"42"}}""";
        var (now, later) = (Now(), Now(10));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => server.SendAsync(HttpMethod.Post, Path, Body, null, Sign(Body, n % 2 == 0 ? now : later))));

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        var id = Assert.Single(answers.Select(answer => answer.Json.GetProperty("sessionId").GetString()).Distinct());
        Assert.Equal(1, server.ActiveSessions);
        await server.SendAsync(HttpMethod.Delete, $"/v1/agents/inbound/sessions/{id}");
    }

    [Fact]
    public async Task Webhook_CallOfOursThatDoesNotWait_StartsNothing()
    {
        await using var server = await DialinServer.StartAsync(options => options.WebhookHmac = Hmac);
        var domain = (await server.Services.GetRequiredService<IdentityStore>().GetAsync(Token)).DomainId;
        var body = $$"""{"To":"+15550001111","From":"+15557770001","callId":"{{Guid.NewGuid()}}","callDomain":"{{domain}}"}""";

        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, Path, body, null, Sign(body, Now()))).Status);
        Assert.Equal(0, server.ActiveSessions);
    }

    [Theory]
    [InlineData("/v1/public/webhooks/elsewhere/inbound/dialin", "{}", 404)]
    [InlineData("/v1/public/webhooks/parley/nobody/dialin", "{}", 404)]
    [InlineData(Path, "{}", 400)]
    [InlineData(Path, "[]", 400)]
    [InlineData(Path, """{"To":"+1","From":"+2","callId":7,"callDomain":"x"}""", 400)]
    [InlineData(Path, """{"To":"+1","From":"+2","callId":"\ud800","callDomain":"x"}""", 400)]
    [InlineData(Path, """{"To":"+1","From":"+2","callId":"a","callDomain":"x","sipHeaders":{"X-A":7}}""", 400)]
    public async Task Webhook_WrongRequest_IsRefused(string path, string body, int status)
    {
        await using var server = await DialinServer.StartAsync(options => options.WebhookHmac = Hmac);

        Assert.Equal(status, (await server.SendAsync(HttpMethod.Post, path, body, null, Sign(body, Now()))).Status);
    }

    private static string Now(int plus = 0) => $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + plus}";

    private static (string, string)[] Sign(string body, string timestamp) =>
        [("x-pinless-timestamp", timestamp), ("x-pinless-signature", WebhookSignature.Sign(Hmac, timestamp, Encoding.UTF8.GetBytes(body)))];
}
