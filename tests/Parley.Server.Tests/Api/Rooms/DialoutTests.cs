using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Contract 5: calls into rooms over HTTP, without any agent.</summary>
public sealed class DialoutTests : IAsyncLifetime
{
    private const string Start = "/v1/rooms/x/dialOut/start";

    private static readonly (string Room, string Body, int Status, string Text)[] s_refusals =
    [
        ("none", """{"phoneNumber":"+15551230001","sipUri":"sip:a@b"}""", 404, "room none not found"),
        ("shut", """{"phoneNumber":"+15551230001","sipUri":"sip:a@b"}""", 400, "dial-out not enabled for room. add enable_dialout property to room"),
        ("x", """{"phoneNumber":"+15551230001","sipUri":"sip:a@b","callerId":"no"}""", 400, "either sipUri or phoneNumber is required, but not both"),
        ("x", """{"userId":"0123456789012345678901234567890123456"}""", 400, "either sipUri or phoneNumber is required, but not both"),
        ("x", """{"phoneNumber":"15551230001"}""", 400, "phoneNumber must be in E.164 form: a plus sign, then 7 to 15 digits, such as +15551230001"),
        ("x", """{"phoneNumber":15551230001}""", 400, "phoneNumber: expected a string, found the number 15551230001"),
        ("x", """{"sipUri":"tel:1"}""", 400, "sipUri must start with sip:"),
        ("x", """{"phoneNumber":"+15551230001","callerId":"no","extension":"x"}""", 400, "callerId not found"),
        ("x", """{"phoneNumber":"+15551230001","userId":"0123456789012345678901234567890123456"}""", 400, "userId must have at most 36 characters"),
        ("x", """{"phoneNumber":"+15551230001","extension":"123456789012345678901"}""", 400, "extension must not be longer than 20 characters"),
        ("x", """{"phoneNumber":"+15551230001","extension":"1;2"}""", 400, "extension may hold 0-9, *, #, A-D, w and commas only"),
        ("x", """{"phoneNumber":"+15551230001","waitBeforeExtensionDialSec":61}""", 400, "waitBeforeExtensionDialSec must be 0 to 60"),
        ("x", """{"phoneNumber":"+15551230001","provider":"acme"}""", 400, "provider: expected daily, or a trunk: carrier"),
        ("x", """{"phoneNumber":"+15551230001","provider":"daily"}""", 400, "provider daily does not dial phone numbers"),
        ("x", """{"phoneNumber":"+15551230001","permissions":{"canReceive":7}}""", 400, "permissions.canReceive: expected true, false, or an object"),
        ("x", """{"phoneNumber":"+15551230001","codecs":{"audio":"PCMU"}}""", 400, "codecs.audio: expected a list of at most 8 strings"),
        ("x", """{"phoneNumber":"+15551230001","displayName":"a\nb"}""", 400, "displayName: expected at most 128 characters on one line"),
    ];

    private LiveServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await LiveServer.StartAsync();
        Assert.Equal(200, (await _server.PostAsync("/v1/rooms", """{"name":"x","properties":{"enable_dialout":true}}""")).Status);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    [Contract("5.1 ok and sessionId")]
    [Contract("5.3 dialOut/stop")]
    [Contract("5.3 dialOut/sendDTMF")]
    [Contract("4.2 GET /rooms/:name/presence")]
    [Contract("4.2 GET /presence")]
    [Contract("6.3 ringing leg counts but is not present")]
    public async Task Start_WithoutAnAgent_TheLegWaitsInTheRoomUntilItIsStopped()
    {
        var started = await _server.PostAsync(Start, $$"""{"phoneNumber":"{{CallServer.Callee}}","userId":"patient-7","displayName":"Ann"}""");
        var leg = started.Json.GetProperty("sessionId").GetString()!;
        Assert.Equal($$"""{"ok":"true","sessionId":"{{leg}}"}""", started.Json.GetRawText());
        var call = await _server.Phone.RingsAsync();
        Assert.Equal("""{"total_count":0,"data":[]}""", (await _server.GetAsync("/v1/rooms/x/presence")).Json.GetRawText());
        Assert.Equal((400, "invalid-request-error", "the call has not been answered"), (await _server.PostAsync("/v1/rooms/x/dialOut/sendDTMF", $$"""{"sessionId":"{{leg}}","tones":"1"}""")).Refusal);
        await call.AnswerAsync(System.Text.Encoding.ASCII.GetBytes(_server.Phone.Sdp), cancellationToken: TestContext.Current.CancellationToken);
        await Phone.UntilAsync<CallConfirmed>(call);
        await PresentAsync(leg);

        var present = Assert.Single((await _server.GetAsync("/v1/rooms/x/presence?userId=patient-7")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal(("x", leg, "patient-7", "Ann"), (Text(present, "room"), Text(present, "id"), Text(present, "userId"), Text(present, "userName")));
        Assert.Equal("""{"total_count":0,"data":[]}""", (await _server.GetAsync("/v1/rooms/x/presence?userId=nobody")).Json.GetRawText());
        Assert.Equal(leg, Text((await _server.GetAsync("/v1/presence")).Json.GetProperty("x")[0], "id"));
        Assert.Equal($$"""{"ok":"true","sessionId":"{{leg}}"}""", (await _server.PostAsync("/v1/rooms/x/dialOut/sendDTMF", $$"""{"sessionId":"{{leg}}","tones":"1","digitDurationMs":50}""")).Json.GetRawText());
        foreach (var wrong in (string[])["\"\"", "\"12E\"", "\"123456789012345678901\"", "1"])
        {
            Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/dialOut/sendDTMF", $$"""{"sessionId":"{{leg}}","tones":{{wrong}}}""")).Status);
        }

        Assert.Equal((404, "not-found", "no such leg in the room"), (await _server.PostAsync("/v1/rooms/x/dialOut/stop", """{"sessionId":"other"}""")).Refusal);
        Assert.Equal("""{"ok":"true"}""", (await _server.PostAsync("/v1/rooms/x/dialOut/stop", $$"""{"sessionId":"{{leg}}"}""")).Json.GetRawText());
        Assert.True(Assert.IsType<CallEnded>(await Phone.EndOf(call)).ByRemote);
        await ClosedAsync();
        _server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("5.2 1 room")]
    [Contract("5.2 2 enable_dialout")]
    [Contract("5.2 4 one destination")]
    [Contract("5.2 7 callerId")]
    [Contract("5.2 9 ranges")]
    [Contract("5.1 extension")]
    [Contract("5.1 waitBeforeExtensionDialSec")]
    [Contract("5.1 userId")]
    [Contract("5.1 provider")]
    public async Task Start_Wrong_IsRefusedInTheContractsOrder()
    {
        await _server.PostAsync("/v1/rooms", """{"name":"shut"}""");

        foreach (var (room, body, status, text) in s_refusals)
        {
            Assert.Equal((status, status == 404 ? "not-found" : "invalid-request-error", text), (await _server.PostAsync($"/v1/rooms/{room}/dialOut/start", body)).Refusal);
        }

        Assert.True(_server.Phone.IsQuiet);
        await ClosedAsync();
        _server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("5.2 8 five legs")]
    public async Task Start_SixthLeg_IsRefusedUntilAPlaceIsFree()
    {
        var legs = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            legs.Add(Text((await _server.PostAsync(Start, $$"""{"phoneNumber":"{{CallServer.Callee}}"}""")).Json, "sessionId"));
            await _server.Phone.RingsAsync();
        }

        Assert.Equal((400, "invalid-request-error", "max sip/pstn sessions reached"), (await _server.PostAsync(Start, $$"""{"phoneNumber":"{{CallServer.Callee}}"}""")).Refusal);
        var deleted = await _server.DeleteAsync("/v1/rooms/x");

        Assert.Equal(200, deleted.Status);
        await ClosedAsync();
        Assert.Equal((404, "not-found", "room x not found"), (await _server.PostAsync(Start, $$"""{"phoneNumber":"{{CallServer.Callee}}"}""")).Refusal);
        _server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("- Idempotency-Key on dialOut/start")]
    public async Task Start_SentTwiceWithAKey_CallsOnce()
    {
        var body = $$"""{"phoneNumber":"{{CallServer.Callee}}"}""";
        var first = await _server.PostAsync(Start, body, ("Idempotency-Key", "k1"));
        await _server.Phone.RingsAsync();

        var again = await _server.PostAsync(Start, body, ("Idempotency-Key", "k1"));
        var other = await _server.PostAsync(Start, """{"phoneNumber":"+15551230002"}""", ("Idempotency-Key", "k1"));
        var refused = await _server.PostAsync(Start, """{"phoneNumber":"1"}""", ("Idempotency-Key", "k2"));
        var free = await _server.PostAsync(Start, """{"phoneNumber":"+15551230002"}""", ("Idempotency-Key", "k2"));

        Assert.Equal((200, false, 200, true, first.Text), (first.Status, first.IsReplay, again.Status, again.IsReplay, again.Text));
        Assert.Equal((409, "invalid-request-error"), (other.Status, other.Error));
        Assert.Equal((400, 200, false), (refused.Status, free.Status, free.IsReplay));
        Assert.Equal("+15551230002", (await _server.Phone.RingsAsync()).Invite.Uri.User);
        Assert.True(_server.Phone.IsQuiet);
        await _server.DeleteAsync("/v1/rooms/x");
        await ClosedAsync();
        _server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("5.1 sipUri")]
    [Contract("5.1 sipUri headers")]
    [Contract("5.1 displayName")]
    [Contract("5.1 codecs")]
    public async Task Start_SipUri_TakesItsXHeadersAlong()
    {
        await _server.PostAsync(Start, $$$"""{"sipUri":"sip:ann@{{{_server.Phone.EndPoint}}}?X-header-1=val&Subject=no","displayName":"Ann B","codecs":{"audio":["PCMA"],"video":["VP8"]}}""");

        var call = await _server.Phone.RingsAsync();

        Assert.Equal("ann", call.Invite.Uri.User);
        Assert.Equal("val", call.Invite.Headers.First(h => h.Name == "X-header-1").Value);
        Assert.DoesNotContain(call.Invite.Headers, h => h.Name == "Subject");
        Assert.Contains("Ann B", call.Invite.Headers.First(h => h.Name == "To").Value, StringComparison.Ordinal);
        Assert.DoesNotContain("PCMU", System.Text.Encoding.ASCII.GetString(call.Invite.Body.Span), StringComparison.Ordinal);
        await call.RejectAsync(486, cancellationToken: TestContext.Current.CancellationToken);
        await ClosedAsync();
    }

    [Fact]
    [Contract("5.3 sipCallTransfer")]
    [Contract("5.3 sipRefer")]
    public async Task Transfer_BridgedAndReferred_ReachesTheOtherSide()
    {
        var leg = Text((await _server.PostAsync(Start, $$$"""{"phoneNumber":"{{{CallServer.Callee}}}","permissions":{"canReceive":false}}""")).Json, "sessionId");
        var customer = await _server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(customer);
        await PresentAsync(leg);

        Assert.Equal("""{"ok":"true"}""", (await _server.PostAsync("/v1/rooms/x/sipCallTransfer", $$"""{"sessionId":"{{leg}}","toEndPoint":"+15551230002","displayName":"Desk"}""")).Json.GetRawText());
        var desk = await _server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(desk);
        Assert.Equal("+15551230002", desk.Invite.Uri.User);
        Assert.Equal("""{"ok":"true"}""", (await _server.PostAsync("/v1/rooms/x/sipRefer", $$"""{"sessionId":"{{leg}}","toEndPoint":"sip:other@127.0.0.1"}""")).Json.GetRawText());
        await Phone.UntilAsync<ReferReceived>(customer);
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/sipRefer", $$"""{"sessionId":"{{leg}}","toEndPoint":"other"}""")).Status);
        Assert.Equal(404, (await _server.PostAsync("/v1/rooms/x/sipRefer", """{"sessionId":"none","toEndPoint":"+15551230002"}""")).Status);
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/sipCallTransfer", $$"""{"sessionId":"{{leg}}"}""")).Status);

        await _server.DeleteAsync("/v1/rooms/x");
        await Phone.EndOf(desk);
        await ClosedAsync();
    }

    private Task PresentAsync(string leg) => _server.PresentAsync(leg);

    private Task ClosedAsync() => _server.Services.GetRequiredService<LiveRooms>().WhenEmptyAsync().WaitAsync(TestContext.Current.CancellationToken);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
