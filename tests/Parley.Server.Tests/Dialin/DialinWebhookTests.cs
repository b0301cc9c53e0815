using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Webhooks;
using Parley.Sip;

namespace Parley.Server.Tests.Dialin;

/// <summary>The dial-in webhook of the server's own (contract 7.4).</summary>
public sealed class DialinWebhookTests
{
    private const string Path = "/v1/public/webhooks/parley/inbound/dialin";
    private const string Hmac = "c2VjcmV0IG9mIHRoZSB3ZWJob29r";

    [Fact]
    [Contract("7.4 POST /v1/public/webhooks/{org}/{agent}/dialin")]
    [Contract("7.4 dialin_settings")]
    public async Task Call_ToANumberBoundToTheOwnWebhook_TalksToTheAgent()
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
        await server.BindAsync(address + Path);

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallAnswered>(call);
        var (id, body) = await started.Task.WaitAsync(TestContext.Current.CancellationToken);
        while (!server.Services.GetRequiredService<Parley.Server.Sessions.Rooms.LiveRooms>().All.Any(room => room.Present.Count == 2))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        await call.HangUpAsync(cancellationToken: TestContext.Current.CancellationToken);
        var session = await server.EndOfAsync(id, "inbound");

        Assert.Equal("joining joined dialin-ready dialin-connected participant-joined dialin-stopped participant-left leaving left", session.Story);
        var settings = body.GetProperty("dialin_settings");
        foreach (var name in (string[])["From", "from"])
        {
            Assert.Equal("+15557770001", settings.GetProperty(name).GetString());
        }

        Assert.Equal((CallServer.Number, settings.GetProperty("call_id").GetString()), (settings.GetProperty("to").GetString(), settings.GetProperty("callId").GetString()));
        server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("7.2 mismatch 401")]
    [Contract("7.1 probe")]
    public async Task Webhook_SignedOrNot_IsTakenOrRefused()
    {
        await using var server = await DialinServer.StartAsync(options => options.WebhookHmac = Hmac);
        const string Probe = """{"Test":"test"}""";
        var now = $"{TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()}";

        var signed = await SendAsync(Probe, now, WebhookSignature.Sign(Hmac, now, Encoding.UTF8.GetBytes(Probe)));
        var older = await SendAsync("""{"To":"+1"}""", now, WebhookSignature.Sign(Hmac, now, """{"To":"+1"}"""u8));
        var unsigned = await server.SendAsync(HttpMethod.Post, Path, Probe, key: null);
        var changed = await SendAsync("""{"Test":"other"}""", now, WebhookSignature.Sign(Hmac, now, Encoding.UTF8.GetBytes(Probe)));
        var old = await SendAsync(Probe, "1000000000", WebhookSignature.Sign(Hmac, "1000000000", Encoding.UTF8.GetBytes(Probe)));

        Assert.Equal((200, """{"status":"success","message":"Test request received"}"""), (signed.Status, signed.Json.GetRawText()));
        Assert.Equal(200, older.Status);
        Assert.Equal((401, 401, 401), (unsigned.Status, changed.Status, old.Status));

        Task<(int Status, JsonElement Json)> SendAsync(string body, string timestamp, string signature)
            => server.SendAsync(HttpMethod.Post, Path, body, null, ("x-pinless-timestamp", timestamp), ("x-pinless-signature", signature));
    }

    [Theory]
    [InlineData("/v1/public/webhooks/elsewhere/inbound/dialin", "{}", 404)]
    [InlineData("/v1/public/webhooks/parley/nobody/dialin", "{}", 404)]
    [InlineData(Path, "{}", 400)]
    [InlineData(Path, """{"To":"+1","From":"+2","callId":7,"callDomain":"x"}""", 400)]
    public async Task Webhook_WrongRequest_IsRefused(string path, string body, int status)
    {
        await using var server = await DialinServer.StartAsync();

        Assert.Equal(status, (await server.SendAsync(HttpMethod.Post, path, body, key: null)).Status);
    }
}
