using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Dial-outs through the real door (HTTP) to callees that sipp plays. Judged by what sipp saw and by what the API then says.</summary>
public sealed class DialoutTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_StoppedByTheOperator_CalleeGetsByeAndTheRecordSaysSo()
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001", ["callerId"] = ParleyServer.NumberId });
        await server.WaitForEventAsync(session, "dialout-answered");

        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);
        var dialout = await EndedDialoutAsync(server, session);
        Assert.Equal("answered", (string)dialout["stage"]!);
        Assert.Equal(200, (int)dialout["sipStatus"]!);
        Assert.True((bool)dialout["rang"]!);
        Assert.True((bool)dialout["media"]!);
        Assert.Equal("host", (string)dialout["hungUpBy"]!);
        Assert.Contains($"From: <sip:{ParleyServer.Number}@", callee.Messages, StringComparison.Ordinal);
        Assert.Contains($"P-Asserted-Identity: <sip:{ParleyServer.Number}@", callee.Messages, StringComparison.Ordinal);
        Assert.Contains("INVITE sip:+15551230001@127.0.0.1", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_EventsComeInTheOrderOfTheContract()
    {
        await using var callee = Sipp.Callee("uas_bye_after.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:callee@127.0.0.1:{callee.Port}" });
        await callee.PassedAsync(Cancellation);
        await server.WaitForEndAsync(session);

        var actions = (await server.GetEventsAsync(session)).Select(e => (string)e["action"]!).ToList();

        string[] expected = ["dialout-connected", "participant-joined", "dialout-answered", "dialout-stopped", "participant-left"];
        Assert.Equal(expected, actions.Where(expected.Append("dialout-error").Contains));
        Assert.Equal(["joining", "joined", "leaving", "left"], (await server.GetEventsAsync(session)).Where(e => (string)e["action"]! == "call-state-updated").Select(e => (string)e["state"]!));
    }

    [Fact]
    public async Task Answer_CalleeHangsUp_OutcomeNamesCalleeAndCause()
    {
        await using var callee = Sipp.Callee("uas_bye_after.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:callee@127.0.0.1:{callee.Port}" });

        await callee.PassedAsync(Cancellation);

        var dialout = await EndedDialoutAsync(server, session);
        Assert.Equal(("answered", "callee", 16), ((string)dialout["stage"]!, (string)dialout["hungUpBy"]!, (int)dialout["q850Cause"]!));
    }

    [Fact]
    public async Task Busy_OutcomeIsRetryable()
    {
        await using var callee = Sipp.Callee("uas_busy.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230003" });

        await callee.PassedAsync(Cancellation);

        var dialout = await EndedDialoutAsync(server, session);
        Assert.Equal(486, (int)dialout["sipStatus"]!);
        Assert.True((bool)dialout["retryable"]!);
        Assert.Equal("dialout-error", await TerminalEventAsync(server, session));
    }

    [Fact]
    public async Task Declined_OutcomeIsNotRetryableAndKeepsTheNetworksCause()
    {
        await using var callee = Sipp.Callee("uas_decline.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230005" });

        await callee.PassedAsync(Cancellation);

        var dialout = await EndedDialoutAsync(server, session);
        Assert.Equal((603, 21), ((int)dialout["sipStatus"]!, (int)dialout["q850Cause"]!));
        Assert.False((bool)dialout["retryable"]!);
        Assert.True((bool)dialout["rang"]!);
    }

    [Fact]
    public async Task NoAnswer_RingTimeoutOfTheRequest_CalleeGetsCancel()
    {
        await using var callee = Sipp.Callee("uas_noanswer.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230004", ["ringTimeoutSec"] = 2 });

        await callee.PassedAsync(Cancellation);

        var dialout = await EndedDialoutAsync(server, session);
        Assert.True((bool)dialout["rang"]!);
        Assert.False((bool)dialout["media"]!);
        Assert.True((bool)dialout["retryable"]!);
        Assert.Equal("dialout-error", await TerminalEventAsync(server, session));
    }

    [Fact]
    public async Task NoAnswer_SessionDeletedWhileRinging_CalleeGetsCancel()
    {
        await using var callee = Sipp.Callee("uas_noanswer.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230004" });
        await server.WaitForEventAsync(session, "dialout-connected");

        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);
        Assert.Equal("dialout-stopped", await TerminalEventAsync(server, session));
    }

    [Fact]
    public async Task EarlyMedia_IsNoAnswer_AnswerComesWithTheTwoHundred()
    {
        await using var callee = Sipp.Callee("uas_early_media.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        var connected = await server.WaitForEventAsync(session, "dialout-connected");
        var answered = await server.WaitForEventAsync(session, "dialout-answered");
        await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, Cancellation);
        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);

        // The announcement plays for two seconds before the 200; nothing of it may pass for an answer.
        var early = (DateTimeOffset)answered["timestamp"]! - (DateTimeOffset)connected["timestamp"]!;
        Assert.True(early > TimeSpan.FromSeconds(1.5), $"Answered {early} after the first ringing.");
        Assert.True((bool)(await EndedDialoutAsync(server, session))["media"]!);
    }

    [Theory]
    [InlineData("uas_auth.xml", "Proxy-Authorization: Digest ")]
    [InlineData("uas_auth_401.xml", "Authorization: Digest ")]
    public async Task Challenge_TrunkWithCredentials_IsAnsweredOnce(string scenario, string header)
    {
        await using var callee = Sipp.Callee(scenario, "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port, new Dictionary<string, string>
        {
            ["Parley__Trunks__0__Username"] = "parley",
            ["Parley__Trunks__0__Password"] = "s3cret",
        });
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForEventAsync(session, "dialout-answered");
        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);

        Assert.Contains(header, callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redirect_IsNotFollowed_TheOutcomeSaysWhereTo()
    {
        await using var callee = Sipp.Callee("uas_redirect.xml", "-key", "target", "127.0.0.1:5999");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        await callee.PassedAsync(Cancellation);

        var dialout = await EndedDialoutAsync(server, session);
        Assert.Equal(302, (int)dialout["sipStatus"]!);
        Assert.Contains("127.0.0.1:5999", (string)dialout["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Hold_CalleeHoldsAndResumes_AnswersFitAndTheCallGoesOn()
    {
        await using var callee = Sipp.Callee("uas_hold.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        await callee.PassedAsync(Cancellation);

        Assert.Equal("callee", (string)(await EndedDialoutAsync(server, session))["hungUpBy"]!);
    }

    [Fact]
    public async Task Digits_PressedByTheCallee_AreEachReportedOnce()
    {
        await using var callee = Sipp.Callee("uas_dtmf.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForTonesAsync(session, 5);
        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);

        Assert.Equal("1234#", await TonesAsync(server, session));
    }

    [Fact]
    public async Task Extension_IsSentAsTelephoneEventsAfterTheWait()
    {
        // The callee sends everything back that it hears, so our own keys return to us.
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001", ["extension"] = "42#", ["waitBeforeExtensionDialSec"] = 1 });
        var answered = await server.WaitForEventAsync(session, "dialout-answered");
        var first = await server.WaitForEventAsync(session, "dtmf-event");
        await server.WaitForTonesAsync(session, 3);
        await server.DeleteSessionAsync(session);
        await callee.PassedAsync(Cancellation);

        Assert.Equal("42#", await TonesAsync(server, session));
        Assert.True((DateTimeOffset)first["timestamp"]! - (DateTimeOffset)answered["timestamp"]! > TimeSpan.FromSeconds(0.9));   // The wait begins with the 200, the event follows it.
    }

    [Fact]
    public async Task SipUri_QueryParametersNamedX_BecomeHeaders()
    {
        await using var callee = Sipp.Callee("uas_busy.xml");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(new JsonObject { ["sipUri"] = $"sip:callee@127.0.0.1:{callee.Port}?X-Campaign=spring%20sale&Route=evil" });

        await callee.PassedAsync(Cancellation);

        await server.WaitForEndAsync(session);
        Assert.Contains("X-Campaign: spring sale", callee.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", callee.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoDialouts_AreIndependent_OneEndsTheOtherTalks()
    {
        await using var busy = Sipp.Callee("uas_busy.xml");
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port);
        var session = await server.DialAsync(
            new JsonObject { ["sipUri"] = $"sip:busy@127.0.0.1:{busy.Port}" },
            new JsonObject { ["sipUri"] = $"sip:callee@127.0.0.1:{callee.Port}" });
        await busy.PassedAsync(Cancellation);
        await server.WaitForEventAsync(session, "dialout-error");
        await server.WaitForEventAsync(session, "dialout-answered");
        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);

        var stages = (await server.WaitForEndAsync(session))["dialouts"]!.AsArray().Select(d => (int)d!["sipStatus"]!).Order();
        Assert.Equal([200, 486], stages);
    }

    [Fact]
    public async Task Trunk_Unreachable_EndsSoonWithAReason()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        var dialout = await EndedDialoutAsync(server, session);

        Assert.False((bool)dialout["rang"]!);
        Assert.True((bool)dialout["retryable"]!);
        Assert.NotNull(dialout["error"]);
    }

    private static async Task<JsonObject> EndedDialoutAsync(ParleyServer server, string session) =>
        (await server.WaitForEndAsync(session))["dialouts"]!.AsArray().Single()!.AsObject();

    private static async Task<string> TerminalEventAsync(ParleyServer server, string session)
    {
        await server.WaitForEndAsync(session);
        return (string)(await server.GetEventsAsync(session)).Single(e => (string)e["action"]! is "dialout-stopped" or "dialout-error")["action"]!;
    }

    private static async Task<string> TonesAsync(ParleyServer server, string session) =>
        string.Concat((await server.GetEventsAsync(session)).Where(e => (string)e["action"]! == "dtmf-event").Select(e => (string)e["tone"]!));
}
