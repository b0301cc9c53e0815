using System.Text.Json;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Sip;
using Parley.Sip.Messages;

namespace Parley.Server.Tests.Webhooks;

/// <summary>What webhooks are told of real calls over UDP (contract 6.6).</summary>
public sealed class WebhookCallTests
{
    [Fact]
    [Contract("6.6 envelope")]
    [Contract("6.6 in order per session")]
    [Contract("6.2 dialout-connected")]
    [Contract("6.2 dialout-answered")]
    [Contract("6.2 dialout-stopped")]
    [Contract("6.3 connected before answered")]
    [Contract("6.3 joined just before answered")]
    [Contract("6.3 left just after stopped")]
    public async Task Dialout_AnsweredAndHungUp_IsToldInOrder()
    {
        await using var server = await LiveServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await AddWebhookAsync(server, receiver);
        server.Agents["outbound"] = Scripted.Dials(new() { PhoneNumber = CallServer.Callee, UserId = "customer-7" });

        var id = await server.StartSessionAsync();
        var call = await server.Phone.AnswersAsync();
        await Phone.UntilAsync<CallConfirmed>(call);
        await call.HangUpAsync(cancellationToken: TestContext.Current.CancellationToken);
        var session = await server.EndOfAsync(id);
        var all = await receiver.NextAsync(7);

        Assert.Equal(
            "participant.joined dialout.connected participant.joined dialout.answered dialout.stopped participant.left participant.left", string.Join(' ', all.Select(t => t.Type)));
        var leg = session.Dialout.GetProperty("sessionId").GetString();
        Assert.All((Told[])[all[0], all[6]], t => Assert.Equal(($"{id}", "outbound", true), (Payload(t, "session_id"), Payload(t, "user_name"), t.Json.GetProperty("payload").GetProperty("owner").GetBoolean())));
        var told = all[1..6];
        Assert.All(told, t => Assert.Equal(leg, Payload(t, "session_id")));
        Assert.All(told, t => Assert.Equal(Payload(told[0], "room"), t.Room));
        var answered = told[2];
        Assert.Equal(
            (CallServer.Callee, CallServer.Number, CallServer.NumberId, "customer-7", $"{id}"),
            (Payload(answered, "destination"), Payload(answered, "origin"), Payload(answered, "caller_id"), Payload(answered, "user_id"), Payload(answered, "agent_session_id")));
        Assert.Equal("answered", told[3].Json.GetProperty("payload").GetProperty("outcome").GetProperty("stage").GetString());
        Assert.True(told[4].Json.GetProperty("payload").GetProperty("duration").GetDecimal() >= 0);
        Assert.Equal(7, all.DistinctBy(t => t.Id).Count());
    }

    [Fact]
    [Contract("6.3 one terminal event")]
    [Contract("6.2 dialout-error")]
    public async Task Dialout_Busy_EndsWithOneError()
    {
        await using var server = await LiveServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await AddWebhookAsync(server, receiver, "dialout.connected", "dialout.answered", "dialout.stopped", "dialout.error");
        server.Agents["outbound"] = Scripted.Dials(new() { PhoneNumber = CallServer.Callee });

        var id = await server.StartSessionAsync();
        var call = await server.Phone.RingsAsync();
        await call.RejectAsync(486, cancellationToken: TestContext.Current.CancellationToken);
        await server.EndOfAsync(id);
        var told = await receiver.NextAsync(2);

        Assert.Equal("dialout.connected dialout.error", string.Join(' ', told.Select(t => t.Type)));
        Assert.NotEmpty(Payload(told[1], "error_msg")!);
        Assert.Equal(486, told[1].Json.GetProperty("payload").GetProperty("outcome").GetProperty("sipStatus").GetInt32());
        Assert.True(receiver.IsQuiet);
    }

    [Fact]
    [Contract("6.6 envelope")]
    public async Task Dialin_AnsweredAndHungUp_IsTold()
    {
        await using var server = await LiveServer.StartAsync();
        await using var receiver = await WebhookReceiver.StartAsync();
        await AddWebhookAsync(server, receiver, "dialin.connected", "dialin.stopped");
        server.Agents["inbound"] = Scripted.Stays;

        var call = server.Phone.Calls(server.SipEndPoint, CallServer.Number, new SipHeader("X-Ticket", "42"));
        await Phone.UntilAsync<CallAnswered>(call);
        var connected = (await receiver.NextAsync(1))[0];
        await call.HangUpAsync(cancellationToken: TestContext.Current.CancellationToken);
        var stopped = (await receiver.NextAsync(1))[0];

        Assert.Equal(("dialin.connected", "dialin.stopped"), (connected.Type, stopped.Type));
        Assert.Equal(("+15557770001", CallServer.Number), (Payload(connected, "sip_from"), Payload(connected, "sip_to")));
        Assert.Equal("42", connected.Json.GetProperty("payload").GetProperty("sip_headers").GetProperty("X-Ticket").GetString());
        Assert.Equal(Payload(connected, "session_id"), Payload(stopped, "session_id"));
    }

    private static string? Payload(Told told, string name) => told.Json.GetProperty("payload").GetProperty(name).GetString();

    private static async Task AddWebhookAsync(LiveServer server, WebhookReceiver receiver, params string[] types)
    {
        types = types.Length > 0 ? types : ["dialout.connected", "dialout.answered", "dialout.stopped", "dialout.error", "participant.joined", "participant.left"];
        var answer = await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","eventTypes":{{JsonSerializer.Serialize(types)}}}""");
        Assert.True(answer.Status is 200, answer.Text);
    }
}
