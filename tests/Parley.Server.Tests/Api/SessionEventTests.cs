using System.Text;
using System.Text.Json;
using Parley.Agents;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Server.Tests.Api;

/// <summary>Contract 6.2 to 6.5: what a session is told of its calls, as the API shows it afterwards.</summary>
public sealed class SessionEventTests : IAsyncLifetime
{
    private LiveServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await LiveServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    [Contract("6.2 dialout-connected")]
    [Contract("6.2 dialout-answered")]
    [Contract("6.2 dialout-stopped")]
    [Contract("6.3 connected before answered")]
    [Contract("6.3 joined just before answered")]
    [Contract("6.3 left just after stopped")]
    [Contract("6.4 happy path")]
    public async Task Dialout_AnsweredAndHungUp_IsTheWholeStoryInOrder()
    {
        _server.Agents["outbound"] = Scripted.Dials(new(CallServer.Callee) { UserId = "patient-7" });
        var id = await _server.StartSessionAsync();
        var call = await _server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(call);
        await call.HangUpAsync(cancellationToken: Token);
        var leg = (await _server.EndOfAsync(id)).Dialout.GetProperty("sessionId").GetString()!;

        var events = await _server.EventsAsync(id);

        Assert.Equal(
            "joining joined dialout-connected participant-joined dialout-answered dialout-stopped participant-left leaving left", Story(events));
        foreach (var name in (string[])["dialout-connected", "dialout-answered", "dialout-stopped"])
        {
            var told = The(events, name);
            Assert.Equal((leg, leg, "patient-7"), (Text(told, "sessionId"), Text(told, "actionTraceId"), Text(told, "userId")));
            Assert.Equal(
                (CallServer.Callee, CallServer.Number, call.CallId, "carrier"), (Text(told, "destination"), Text(told, "callerId"), Text(told, "sipCallId"), Text(told, "provider")));
        }

        Assert.Equal([leg, leg], events.Where(e => e.TryGetProperty("participant", out _)).Select(e => Text(e.GetProperty("participant"), "id")));
        Assert.Equal("answered", Text(The(events, "dialout-stopped").GetProperty("outcome"), "stage"));
    }

    [Fact]
    [Contract("6.2 dialout-error")]
    [Contract("6.3 one terminal event")]
    public async Task Dialout_Declined_IsOneErrorWithItsTextUnderBothNames()
    {
        _server.Agents["outbound"] = Scripted.Dials(new(CallServer.Callee));
        var id = await _server.StartSessionAsync();
        var call = await _server.Phone.RingsAsync();
        await call.ProgressAsync(cancellationToken: Token);
        await call.RejectAsync(603, cancellationToken: Token);
        await _server.EndOfAsync(id);

        var events = await _server.EventsAsync(id);

        Assert.Equal("joining joined dialout-connected dialout-error leaving left", Story(events));
        var error = The(events, "dialout-error");
        Assert.Contains("603", Text(error, "message"), StringComparison.Ordinal);
        Assert.Equal(Text(error, "message"), Text(error, "errorMsg"));
        Assert.Equal((603, "callee"), (error.GetProperty("outcome").GetProperty("sipStatus").GetInt32(), Text(error.GetProperty("outcome"), "endedBy")));
    }

    [Fact]
    [Contract("6.2 dialout-warning")]
    public async Task Dialout_CodecThatIsNotThere_WarnsAndGoesOn()
    {
        _server.Agents["outbound"] = Scripted.Dials(new(CallServer.Callee) { Codecs = new(["SPEEX", "PCMA"]) });
        var id = await _server.StartSessionAsync();
        var call = await _server.Phone.RingsAsync();
        await call.AnswerAsync(Encoding.ASCII.GetBytes(_server.Phone.Describe("8", "rtpmap:8 PCMA/8000")), cancellationToken: Token);
        await Phone.UntilAsync<CallConfirmed>(call);
        await call.HangUpAsync(cancellationToken: Token);
        var leg = (await _server.EndOfAsync(id)).Dialout.GetProperty("sessionId").GetString()!;

        var events = await _server.EventsAsync(id);

        var warning = The(events, "dialout-warning");
        Assert.Equal((leg, "codec SPEEX is not available; offered instead: PCMA"), (Text(warning, "sessionId"), Text(warning, "errorMsg")));
        Assert.Equal(Text(warning, "errorMsg"), Text(warning, "message"));
        Assert.Single(events, e => Text(e, "action") == "dialout-answered");
        Assert.Equal("dialout-stopped", Text(events[^4], "action"));
    }

    [Fact]
    [Contract("6.2 dtmf-event")]
    public async Task Keys_OfTheCallee_AreToldButNotThoseThatNoPhoneHas()
    {
        _server.Agents["outbound"] = Scripted.Dials(new(CallServer.Callee));
        var id = await _server.StartSessionAsync();
        var call = await _server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(call);
        foreach (var key in "5A#*")
        {
            await call.SendAsync("INFO", Encoding.ASCII.GetBytes($"Signal={key}\r\nDuration=100\r\n"), "application/dtmf-relay", cancellationToken: Token);
        }

        await call.HangUpAsync(cancellationToken: Token);
        var leg = (await _server.EndOfAsync(id)).Dialout.GetProperty("sessionId").GetString()!;

        var keys = (await _server.EventsAsync(id)).Where(e => Text(e, "action") == "dtmf-event").ToList();

        Assert.Equal(["5", "#", "*"], keys.Select(e => Text(e, "tone")));
        Assert.All(keys, e => Assert.Equal((leg, "sip-info"), (Text(e, "sessionId"), Text(e, "method"))));
    }

    [Fact]
    [Contract("6.5 happy path")]
    public async Task Dialin_AnsweredAndHungUp_IsTheWholeStoryInOrder()
    {
        var started = new TaskCompletionSource<Guid>(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.Agents["inbound"] = (session, ct) =>
        {
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            started.SetResult(session.SessionId);
            return session.RunAsync(cancellationToken: ct);
        };
        var call = _server.Phone.Calls(_server.SipEndPoint, CallServer.Number, new SipHeader("X-Ticket", "42"));
        await Phone.UntilAsync<CallAnswered>(call);
        await call.HangUpAsync(cancellationToken: Token);
        var id = await started.Task;
        await _server.EndOfAsync(id, "inbound");

        var events = await _server.EventsAsync(id, "inbound");

        Assert.Equal("joining joined dialin-connected participant-joined dialin-stopped participant-left leaving left", Story(events));
        var (connected, stopped) = (The(events, "dialin-connected"), The(events, "dialin-stopped"));
        Assert.Equal(("+15557770001", "Alice", "42"), (Text(connected, "sipFrom"), Text(connected, "displayName"), Text(connected.GetProperty("sipHeaders"), "X-Ticket")));
        Assert.Equal((Text(connected, "sessionId"), Text(connected, "actionTraceId")), (Text(stopped, "sessionId"), Text(stopped, "actionTraceId")));
    }

    private static string Story(List<JsonElement> events) => string.Join(' ', events.Select(e => Text(e, "action") is "call-state-updated" ? Text(e, "state") : Text(e, "action")));

    private static JsonElement The(List<JsonElement> events, string action) => Assert.Single(events, e => Text(e, "action") == action);

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
