using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>What goes on with a trunk beside the calls: registration, keep-alive, and who may call.</summary>
public sealed class TrunkTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Register_SippAsRegistrar_DigestIsRight()
    {
        await using var registrar = Sipp.Callee("uas_register.xml");
        await using var server = await ParleyServer.StartAsync(registrar.Port, Account());

        await registrar.PassedAsync(Cancellation);

        await server.Process.WaitForLineAsync("has registered us for 00:02:00", TimeSpan.FromSeconds(20), Cancellation);
    }

    [Fact]
    public async Task Register_WrongPassword_LogSaysWhatIsWrong()
    {
        await using var carrier = await Kamailio.StartAsync(FreePorts.Take(), null, Cancellation);
        var settings = Account();
        settings["Parley__Trunks__0__Password"] = "wrong";
        await using var server = await ParleyServer.StartAsync(carrier.Port, settings);

        await server.Process.WaitForLineAsync("user name or password are not accepted", TimeSpan.FromSeconds(20), Cancellation);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task Register_KamailioAsRegistrar_CallsComeInThroughIt(string transport)
    {
        var callerPort = FreePorts.Take();
        await using var carrier = await Kamailio.StartAsync(FreePorts.Take(), null, Cancellation, callerPort: callerPort);
        var settings = Account();
        settings["Parley__Trunks__0__Transport"] = transport;
        await using var server = await ParleyServer.StartAsync(carrier.Port, settings);
        await server.Process.WaitForLineAsync("has registered us", TimeSpan.FromSeconds(20), Cancellation);
        await using var caller = Sipp.Caller("uac_registered.xml", carrier.Port, "parley", "-key", "called", ParleyServer.Number, "-p", $"{callerPort}");

        await caller.PassedAsync(Cancellation);

        Assert.Single(await server.ListSessionsAsync("inbound"));
    }

    [Fact]
    public async Task KeepAlive_TrunkIsGone_CallIsRefusedWithTheReason()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), new Dictionary<string, string> { ["Parley__Trunks__0__KeepAlive"] = "00:00:05" });
        await server.Process.WaitForLineAsync("Trunk carrier is down", TimeSpan.FromSeconds(20), Cancellation);
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        await server.WaitForEndAsync(session);

        Assert.Contains("trunk 'carrier' is down since", server.Process.Output, StringComparison.Ordinal);
        Assert.Contains("it cannot be reached", server.Process.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inbound_UnknownSource_Gets403()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), new Dictionary<string, string> { ["Parley__Trunks__0__AllowFrom__0"] = "203.0.113.0/24" });
        await using var caller = Sipp.Caller("uac_refused.xml", server.SipPort, ParleyServer.Number);

        await caller.PassedAsync(Cancellation);
    }

    [Theory]
    [InlineData("s3cret", "uac_auth.xml")]
    [InlineData("other", "uac_auth_refused.xml")]
    public async Task Inbound_TrunkWithAPassword_IsTakenOnlyWithIt(string password, string scenario)
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), new Dictionary<string, string>
        {
            ["Parley__Trunks__0__AllowFrom__0"] = "127.0.0.0/8",
            ["Parley__Trunks__0__InboundUsername"] = "parley",
            ["Parley__Trunks__0__InboundPassword"] = "s3cret",
            ["Parley__Trunks__0__InboundAlgorithms__0"] = "MD5",   // All that sipp knows, and it gives up when another one stands first.
        });
        await using var caller = Sipp.Caller(scenario, server.SipPort, ParleyServer.Number, "-au", "parley", "-ap", password);

        await caller.PassedAsync(Cancellation);
    }

    private static Dictionary<string, string> Account() => new()
    {
        ["Parley__Trunks__0__Register"] = "true",
        ["Parley__Trunks__0__Username"] = "parley",
        ["Parley__Trunks__0__Password"] = "s3cret",
    };
}
