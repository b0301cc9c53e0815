using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Calls through kamailio, a real proxy: a verified digest and a route set that ACK and BYE must follow.</summary>
public sealed class CarrierTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(null)]
    [InlineData("WITH_SHA256")]
    public async Task Trunk_ChallengesAndRecordRoutes_CallIsAnsweredAndEndedThroughIt(string? definition)
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var carrier = await Kamailio.StartAsync(callee.Port, definition, Cancellation);
        await using var server = await ParleyServer.StartAsync(carrier.Port, WithPassword("s3cret"));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
        await server.WaitForEventAsync(session, "dialout-answered");

        await server.DeleteSessionAsync(session);

        await callee.PassedAsync(Cancellation);
        Assert.Contains("Record-Route: <sip:127.0.0.1", callee.Messages, StringComparison.Ordinal);
        Assert.Contains($"Via: SIP/2.0/UDP 127.0.0.1:{carrier.Port}", callee.Messages[callee.Messages.LastIndexOf("BYE sip:", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trunk_RefusesThePassword_OutcomeSaysSoAndNothingLoops()
    {
        await using var carrier = await Kamailio.StartAsync(FreePorts.Take(), null, Cancellation);
        await using var server = await ParleyServer.StartAsync(carrier.Port, WithPassword("wrong"));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        var dialout = (await server.WaitForEndAsync(session))["dialouts"]!.AsArray().Single()!;

        Assert.Equal(407, (int)dialout["sipStatus"]!);
        Assert.False((bool)dialout["retryable"]!);
    }

    [Fact]
    public async Task Cancel_WhileItRings_PassesThroughTheProxy()
    {
        await using var callee = Sipp.Callee("uas_noanswer.xml");
        await using var carrier = await Kamailio.StartAsync(callee.Port, null, Cancellation);
        await using var server = await ParleyServer.StartAsync(carrier.Port, WithPassword("s3cret"));
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230004", ["ringTimeoutSec"] = 2 });

        await callee.PassedAsync(Cancellation);

        Assert.True((bool)(await server.WaitForEndAsync(session))["dialouts"]!.AsArray().Single()!["rang"]!);
    }

    private static Dictionary<string, string> WithPassword(string password) => new()
    {
        ["Parley__Trunks__0__Username"] = "parley",
        ["Parley__Trunks__0__Password"] = password,
    };
}
