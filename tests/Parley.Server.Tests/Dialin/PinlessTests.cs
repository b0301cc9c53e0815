using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Dialin;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Tests.Webhooks;
using Parley.Server.Webhooks;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Server.Tests.Dialin;

/// <summary>Calls that wait for a room (contract 7.1, 7.2), over UDP and HTTP.</summary>
public sealed class PinlessTests
{
    private const string PathOfUpdate = "/v1/dialin/pinlessCallUpdate";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Contract("7.1 rings, then hold music")]
    [Contract("7.1 webhook body")]
    [Contract("7.1 pinlessCallUpdate")]
    [Contract("7.1 dialin-ready")]
    [Contract("7.1 update replayed")]
    [Contract("7.2 x-pinless-signature")]
    [Contract("6.2 dialin-ready")]
    [Contract("6.2 dialin-connected")]
    [Contract("6.2 dialin-stopped")]
    [Contract("6.5 happy path")]
    public async Task Call_ToABoundNumber_WaitsWithMusicUntilItIsGivenARoom()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var config = await server.BindAsync(receiver.Url);
        var ready = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Agents["outbound"] = (session, ct) =>
        {
            session.On<DialinReady>((e, _) =>
            {
                ready.SetResult(e.SipEndpoint);
                return Task.CompletedTask;
            });
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallProgress>(call);
        var told = await receiver.NextAsync();
        await Phone.UntilAsync<CallAnswered>(call);
        await DialinServer.UntilAsync(() => Loudest(server.Phone.Hears()) > 500);
        var started = await server.StartAsync("outbound", """{"createDailyRoom":true,"dailyRoomProperties":{"sip":{"display_name":"+15557770001","sip_mode":"dial-in","num_endpoints":1}}}""");
        var id = started.GetProperty("sessionId").GetGuid();
        var update = Update(told, $"sip:{await ready.Task.WaitAsync(Token)}");
        var moved = await server.SendAsync(HttpMethod.Post, PathOfUpdate, update);
        var replayed = await server.SendAsync(HttpMethod.Post, PathOfUpdate, update);
        await call.HangUpAsync(cancellationToken: Token);
        var session = await server.EndOfAsync(id);

        Assert.Equal((CallServer.Number, "+15557770001"), (told.Json.GetProperty("To").GetString(), told.Json.GetProperty("From").GetString()));
        Assert.False(told.Json.TryGetProperty("sipHeaders", out _));
        Assert.True(WebhookSignature.Verify(
            config.GetProperty("hmac").GetString()!, told.Headers["x-pinless-timestamp"], told.Headers["x-pinless-signature"], told.Body, TimeProvider.System.GetUtcNow()));
        Assert.Equal((200, 404), (moved.Status, replayed.Status));
        Assert.Equal("joining joined dialin-ready dialin-connected participant-joined dialin-stopped participant-left leaving left", session.Story);
        Assert.Equal(("+15557770001", CallServer.Number), (session.The<DialinConnected>().SipFrom, session.The<DialinConnected>().SipTo));
        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    [Contract("7.1 webhook fails")]
    public async Task Call_WebhookFails_IsRefused()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url);
        receiver.Behaviour = (context, _) =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);

        Assert.Equal(480, Assert.IsType<CallFailed>(await Phone.EndOf(call)).Failure.Status);
        await AssertNothingIsLeftAsync(server);
    }

    [Theory]
    [Contract("7.1 webhook slow")]
    [Contract("7.1 no update in time")]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Call_NoRoomInTime_IsToldSoAndEndsWithTheCause(bool hangs)
    {
        var voice = new Voice();
        await using var server = await DialinServer.StartAsync(options => options.Timeout = TimeSpan.FromSeconds(1), services => services.AddSingleton<ITextToSpeech>(voice));
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url, ""","timeout_config":{"message":"Please call again."}""");
        receiver.Behaviour = (context, _) => hangs ? Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted) : Task.CompletedTask;

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        var told = await receiver.NextAsync();
        var end = Assert.IsType<CallEnded>(await Phone.EndOf(call));

        Assert.Equal("Please call again.", voice.Said);
        Assert.Equal((true, "Q.850", 102), (end.ByRemote, end.Reason?.Protocol, end.Reason?.Cause));
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, PathOfUpdate, Update(told, "sip:some-room.0@example.org"))).Status);
        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    [Contract("7.1 caller hangs up")]
    public async Task Call_CallerHangsUpBeforeTheWebhookAnswers_LeavesNothing()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var config = await server.BindAsync(receiver.Url);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Behaviour = (_, _) => answer.Task;

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        var told = await receiver.NextAsync();
        await Phone.UntilAsync<CallAnswered>(call);
        await call.HangUpAsync(cancellationToken: Token);
        await AssertNothingIsLeftAsync(server);
        answer.SetResult();

        await MakeRoomAsync(server, "late");
        Assert.NotEqual(JsonValueKind.Undefined, config.ValueKind);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, PathOfUpdate, Update(told, "sip:late.0@example.org"))).Status);
        Assert.Empty(server.Services.GetRequiredService<Parley.Server.Sessions.Rooms.LiveRooms>().All);
    }

    [Fact]
    [Contract("7.1 caller hangs up")]
    public async Task Call_CallerHangsUpWhileItRings_LeavesNothing()
    {
        await using var server = await DialinServer.StartAsync(options => options.RingFor = TimeSpan.FromMinutes(1));
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url);

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        await Phone.UntilAsync<CallProgress>(call);
        await receiver.NextAsync();
        await call.HangUpAsync(cancellationToken: Token);

        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    [Contract("7.1 pinlessCallUpdate")]
    [Contract("7.1 update of another domain")]
    public async Task Update_ThatLeadsNowhere_LeavesTheCallerWaiting()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.BindAsync(receiver.Url);
        await MakeRoomAsync(server, "there");
        await MakeRoomAsync(server, "no-sip", properties: "{}");
        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);
        var told = await receiver.NextAsync();
        await Phone.UntilAsync<CallAnswered>(call);

        Assert.Equal(404, await StatusAsync("sip:nowhere.0@example.org"));
        Assert.Equal(400, await StatusAsync("sip:no-sip.0@example.org"));
        Assert.Equal(400, await StatusAsync("sip:there.1@example.org"));
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Post, PathOfUpdate, Update(told, "sip:there.0@example.org", domain: $"{Guid.Empty}"))).Status);
        Assert.Equal(401, (await server.SendAsync(HttpMethod.Post, PathOfUpdate, Update(told, "sip:there.0@example.org"), "sk_of_somebody_else")).Status);
        Assert.Equal(1, server.Services.GetRequiredService<PinlessCalls>().Count);
        Assert.Equal(200, await StatusAsync("there.0@example.org;transport=udp"));   // Without sip: as well.
        await call.HangUpAsync(cancellationToken: Token);
        await AssertNothingIsLeftAsync(server);

        async Task<int> StatusAsync(string uri) => (await server.SendAsync(HttpMethod.Post, PathOfUpdate, Update(told, uri))).Status;
    }

    [Theory]
    [Contract("7.1 pinlessCallUpdate")]
    [InlineData("{}")]
    [InlineData("""{"callId":"x","callDomain":"y","sipUri":"sip:r.0@d"}""")]
    [InlineData("""{"callId":"4f6c0000-0000-4000-8000-000000000001","callDomain":"4f6c0000-0000-4000-8000-000000000001","sipUri":"room"}""")]
    [InlineData("""{"callId":"4f6c0000-0000-4000-8000-000000000001","callDomain":"4f6c0000-0000-4000-8000-000000000001","sipUri":"sip:a/b.0@d"}""")]
    [InlineData("""{"callId":"4f6c0000-0000-4000-8000-000000000001","callDomain":"4f6c0000-0000-4000-8000-000000000001","sipUri":"sip:r.20@d"}""")]
    public async Task Update_WrongRequest_Is400(string body)
    {
        await using var server = await DialinServer.StartAsync();

        Assert.Equal(400, (await server.SendAsync(HttpMethod.Post, PathOfUpdate, body)).Status);
    }

    [Fact]
    [Contract("7.3 interconnect address")]
    public async Task Call_ToTheAddressOfASetting_TellsTheWebhookItsHeaders()
    {
        await using var server = await DialinServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        var address = SipUri.Parse((await server.BindAsync(receiver.Url)).GetProperty("sip_uri").GetString()!);
        await MakeRoomAsync(server, "desk");

        var call = server.Phone.Calls(address, server.SipEndPoint, headers: new SipHeader("X-Ticket", "42"));
        var told = await receiver.NextAsync();
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Post, PathOfUpdate, Update(told, "sip:desk.0@example.org"))).Status);
        await Phone.UntilAsync<CallAnswered>(call);
        var unknown = server.Phone.Calls(SipUri.FromEndPoint("pinless-000000000000000000000000", server.SipEndPoint), server.SipEndPoint);

        Assert.Equal(("42", $"{address}"), (told.Json.GetProperty("sipHeaders").GetProperty("X-Ticket").GetString(), told.Json.GetProperty("To").GetString()));
        Assert.Equal(404, Assert.IsType<CallFailed>(await Phone.EndOf(unknown)).Failure.Status);
        await call.HangUpAsync(cancellationToken: Token);
        await AssertNothingIsLeftAsync(server);
    }

    [Fact]
    public async Task Webhook_OfAPrivateAddress_IsRefusedLikeAnyWebhook()
    {
        await using var server = await DialinServer.StartAsync(more: services => services.Configure<ParleyOptions>(options => options.Webhooks.AllowPrivateAddresses = false));
        await using var receiver = await WebhookReceiver.StartAsync();
        var refused = await server.SendAsync(
            HttpMethod.Post, "/v1/domain-dialin-config", $$"""{"type":"pinless_dialin","phone_number":"{{CallServer.Number}}","room_creation_api":"{{receiver.Url}}"}""");
        await server.BindAsync(receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal));   // A name that leads there is found out when it is called.

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number);

        Assert.Equal(400, refused.Status);
        Assert.Equal(480, Assert.IsType<CallFailed>(await Phone.EndOf(call)).Failure.Status);
        Assert.True(receiver.IsQuiet);
    }

    private static async Task MakeRoomAsync(LiveServer server, string name, string properties = """{"sip":{"sip_mode":"dial-in"}}""")
    {
        var made = await server.PostAsync("/v1/rooms", $$"""{"name":"{{name}}","properties":{{properties}}}""");
        Assert.True(made.Status == 200, made.Json.GetRawText());
    }

    private static string Update(Told told, string sipUri, string? domain = null)
        => JsonSerializer.Serialize(new { callId = told.Json.GetProperty("callId").GetString(), callDomain = domain ?? told.Json.GetProperty("callDomain").GetString(), sipUri });

    private static async Task AssertNothingIsLeftAsync(LiveServer server)
    {
        var calls = server.Services.GetRequiredService<PinlessCalls>();
        await DialinServer.UntilAsync(() => calls.Unfinished == 0 && server.Switchboard.ActiveCalls == 0 && server.Services.GetRequiredService<Parley.Server.Sessions.Rooms.LiveRooms>().All.Count == 0);
        Assert.Equal(0, calls.Count);
        server.AssertNothingIsLeft();
    }

    private static int Loudest(short[] samples) => samples.Length == 0 ? 0 : samples.Max(sample => Math.Abs((int)sample));

    private sealed class Voice : ITextToSpeech
    {
        public string? Said { get; private set; }

        public async IAsyncEnumerable<AudioFrame> SynthesizeAsync(string text, TextToSpeechOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            Said = text;
            yield return new AudioFrame(new short[1600], 16000);
        }
    }
}
