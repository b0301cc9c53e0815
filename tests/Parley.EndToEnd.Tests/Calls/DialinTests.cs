using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Calls that come in by SIP to an owned number and are answered by the bundled agent <c>inbound</c>, which speaks first.</summary>
public sealed class DialinTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallerHangsUp_SessionEndsAndWasHeard()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await using var caller = Sipp.Caller("uac_dialin.xml", server.SipPort, ParleyServer.Number);

        await caller.PassedAsync(Cancellation);

        var session = Assert.Single(await server.ListSessionsAsync("inbound"));
        await server.WaitForEndAsync(session, "inbound");
        var actions = (await server.GetEventsAsync(session, "inbound")).Select(e => (string)e["action"]!).ToList();
        string[] expected = ["dialin-connected", "participant-joined", "dialin-stopped", "participant-left"];
        Assert.Equal(expected, actions.Where(expected.Contains));
        Assert.Contains("bot-started-speaking", actions);
        Assert.Contains("user-started-speaking", actions);
    }

    [Fact]
    public async Task SessionDeleted_CallerGetsBye()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await using var caller = Sipp.Caller("uac_wait_bye.xml", server.SipPort, ParleyServer.Number);
        var session = await OnlySessionAsync(server);
        await server.WaitForEventAsync(session, "participant-joined", "inbound");

        await server.DeleteSessionAsync(session, "inbound");

        await caller.PassedAsync(Cancellation);
    }

    [Fact]
    public async Task Digits_PressedByTheCaller_AreEachReportedOnce()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await using var caller = Sipp.Caller("uac_dtmf.xml", server.SipPort, ParleyServer.Number);

        await caller.PassedAsync(Cancellation);

        var session = Assert.Single(await server.ListSessionsAsync("inbound"));
        await server.WaitForEndAsync(session, "inbound");
        var tones = (await server.GetEventsAsync(session, "inbound")).Where(e => (string)e["action"]! == "dtmf-event").Select(e => (string)e["tone"]!);
        Assert.Equal("1234#", string.Concat(tones));
    }

    [Fact]
    public async Task UnknownNumber_IsRefusedWith404AndNoSessionBegins()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await using var caller = Sipp.Caller("uac_dialin.xml", server.SipPort, "+15550009999");

        await Assert.ThrowsAnyAsync<Exception>(() => caller.PassedAsync(Cancellation));

        Assert.Contains("SIP/2.0 404", caller.Messages, StringComparison.Ordinal);
        Assert.Empty(await server.ListSessionsAsync("inbound"));
    }

    [Fact]
    public async Task Options_AreAnswered()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await using var caller = Sipp.Caller("uac_options.xml", server.SipPort, "parley");

        await caller.PassedAsync(Cancellation);
    }

    private static async Task<string> OnlySessionAsync(ParleyServer server)
    {
        IReadOnlyList<string> sessions = [];
        while (sessions.Count == 0)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Cancellation);
            sessions = await server.ListSessionsAsync("inbound");
        }

        return Assert.Single(sessions);
    }
}
