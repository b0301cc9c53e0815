using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>What goes wrong at 3 a.m.: the server is stopped or killed during calls, ports are taken, disks are full.</summary>
public sealed class BadDayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CtrlC_DuringCalls_TalkingOneGetsByeRingingOneGetsCancel()
    {
        await using var talking = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        await using var ringing = Sipp.Callee("uas_noanswer.xml");
        var folder = Directory.CreateTempSubdirectory("parley-ctrlc-").FullName;
        string session;
        await using (var server = await ParleyServer.StartAsync(FreePorts.Take(), folder: folder))
        {
            session = await server.DialAsync(
                new JsonObject { ["sipUri"] = $"sip:talking@127.0.0.1:{talking.Port}" },
                new JsonObject { ["sipUri"] = $"sip:ringing@127.0.0.1:{ringing.Port}" });
            await server.WaitForEventAsync(session, "dialout-answered");

            server.Process.Signal("TERM");   // As Ctrl-C; INT itself is ignored by what a script starts in the background.

            await talking.PassedAsync(Cancellation);
            await ringing.PassedAsync(Cancellation);
            Assert.Equal(0, await server.Process.WaitForExitAsync(TimeSpan.FromSeconds(30), Cancellation));
        }

        await using var next = await ParleyServer.StartAsync(FreePorts.Take(), folder: folder);
        var record = await next.GetSessionAsync(session);
        Assert.NotNull(record["endedAt"]);
        Assert.Equal("SERVER_STOPPED", (string)record["completionStatus"]!);
        Assert.All(record["dialouts"]!.AsArray(), d => Assert.Equal("host", (string)d!["hungUpBy"]!));
    }

    [Fact]
    public async Task Killed_DuringACall_NextStartReportsTheAttemptInDoubtAndDialsNothing()
    {
        await using var callee = Sipp.Callee("uas_answer.xml", "-rtp_echo");
        var folder = Directory.CreateTempSubdirectory("parley-kill-").FullName;
        string session;
        await using (var server = await ParleyServer.StartAsync(callee.Port, folder: folder))
        {
            session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });
            await server.WaitForEventAsync(session, "dialout-answered");
            server.Process.Signal("KILL");
            await server.Process.WaitForExitAsync(TimeSpan.FromSeconds(30), Cancellation);
        }

        await using var next = await ParleyServer.StartAsync(callee.Port, folder: folder);

        var record = await next.GetSessionAsync(session);
        Assert.Equal("SERVER_LOST", (string)record["completionStatus"]!);
        var dialout = record["dialouts"]!.AsArray().Single()!;
        Assert.True((bool)dialout["inDoubt"]!);
        Assert.False((bool)dialout["retryable"]!);
        Assert.Single(callee.Messages.Split("INVITE sip:").Skip(1));
    }

    [Theory]
    [InlineData("http")]
    [InlineData("sip")]
    public async Task PortInUse_ServerSaysWhichAndEnds(string which)
    {
        await using var first = await ParleyServer.StartAsync(FreePorts.Take());
        var http = which == "http" ? first.Http.BaseAddress!.Port : FreePorts.Take();
        var sip = which == "sip" ? first.SipPort : FreePorts.Take();
        var folder = Directory.CreateTempSubdirectory("parley-port-").FullName;

        await using var second = PeerProcess.Start("dotnet", folder, [ParleyServer.Executable, "serve", "--urls", $"http://127.0.0.1:{http}"], new Dictionary<string, string>
        {
            ["Parley__Sip__Listen__0"] = $"127.0.0.1:{sip}",
            ["Parley__Storage__ConnectionString"] = $"Data Source={Path.Combine(folder, "parley.db")}",
            ["Parley__Trunks__0__Name"] = "carrier",
            ["Parley__Trunks__0__Uri"] = "sip:127.0.0.1:5999",
        });

        Assert.Equal(1, await second.WaitForExitAsync(TimeSpan.FromSeconds(30), Cancellation));
        Assert.Contains($"127.0.0.1:{(which == "http" ? http : sip)}", second.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RecordingsCannotBeWritten_TheCallGoesOn()
    {
        await using var callee = Sipp.Callee("uas_bye_after.xml", "-rtp_echo");
        await using var server = await ParleyServer.StartAsync(callee.Port, new Dictionary<string, string> { ["Parley__Recording__Folder"] = "/proc/no-recordings-here" });
        var session = await server.DialAsync(new JsonObject { ["phoneNumber"] = "+15551230001" });

        await callee.PassedAsync(Cancellation);

        Assert.Equal("answered", (string)(await server.WaitForEndAsync(session))["dialouts"]!.AsArray().Single()!["stage"]!);
    }

    [Fact]
    public async Task MisspeltKey_IsPassedThroughAndTheAgentSaysWhatItLookedFor()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        using var message = ParleyServer.Authorized(HttpMethod.Post, "/v1/public/outbound/start", ParleyServer.PublicKey);
        message.Content = new StringContent("""{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true},"body":{"dailout_settings":[{"phoneNumber":"+15551230001"}]}}""", null, "application/json");
        using var response = await server.Http.SendAsync(message, Cancellation);
        response.EnsureSuccessStatusCode();

        var session = await server.WaitForEndAsync(Assert.Single(await server.ListSessionsAsync("outbound")));

        Assert.Contains("dialout_settings", (string)session["endReason"]!, StringComparison.Ordinal);
        Assert.Contains("dailout_settings", (string)session["endReason"]!, StringComparison.Ordinal);
    }
}
