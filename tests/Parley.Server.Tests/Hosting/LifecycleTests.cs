using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Parley.Server.Storage;

namespace Parley.Server.Tests.Hosting;

public sealed class LifecycleTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stop_WithSessions_EndsThemAndTheNextStartStillShowsThem()
    {
        Guid id;
        await using (var server = await TestServer.StartAsync(_folder))
        {
            id = await server.StartSessionAsync();
            await server.StopAsync();
        }

        await using var again = await TestServer.StartAsync(_folder);
        var session = (await again.GetAsync($"/v1/agents/outbound/sessions/{id}")).Json;

        Assert.Equal(("SERVER_STOPPED", "server stopped"), (session.GetProperty("completionStatus").GetString(), session.GetProperty("endReason").GetString()));
    }

    [Fact]
    public async Task Start_AfterACrash_EndsWhatWasOpenAndDialsNothing()
    {
        var (session, leg) = (Guid.NewGuid(), Guid.NewGuid());
        await using (var before = await Storage.TestStorage.OpenAsync(_folder))
        {
            await before.Sessions.AddAsync(new(session, "outbound", null, null, default), Stop);
            await before.Attempts.AddAsync(new(leg, session, DialoutDestination.SipUri, "sip:a@b", null, null), Stop);
            await before.Attempts.MarkConnectedAsync(leg, Stop);
        }

        await using var server = await TestServer.StartAsync(_folder);
        var shown = (await server.GetAsync($"/v1/agents/outbound/sessions/{session}")).Json;

        Assert.Equal(("SERVER_LOST", "server stopped unexpectedly"), (shown.GetProperty("completionStatus").GetString(), shown.GetProperty("endReason").GetString()));
        var dialout = Assert.Single(shown.GetProperty("dialouts").EnumerateArray());
        Assert.True(dialout.GetProperty("inDoubt").GetBoolean());
        Assert.Equal("connected", dialout.GetProperty("stage").GetString());
        Assert.False(dialout.GetProperty("retryable").GetBoolean());
        Assert.Empty(server.Runner.Started);
    }

    [Fact]
    public async Task Start_WithoutKeys_MakesAPairThatWorksAndPrintsItOnce()
    {
        string printed;
        await using (var server = await TestServer.StartWithoutKeysAsync(_folder))
        {
            printed = server.Output.ToString();
            var (publicKey, privateKey) = (Regex.Match(printed, "pk_[A-Za-z0-9]{40}").Value, Regex.Match(printed, "sk_[A-Za-z0-9]{40}").Value);

            Assert.Equal(200, (await server.StartAgentAsync("{}", key: publicKey)).Status);
            Assert.Equal(200, (await server.GetAsync("/v1/agents/outbound/sessions", privateKey)).Status);
            Assert.Contains($"curl -X POST {server.Client.BaseAddress}v1/public/outbound/start -H 'Authorization: Bearer {publicKey}'", printed, StringComparison.Ordinal);
        }

        await using var again = await TestServer.StartWithoutKeysAsync(_folder);
        Assert.Equal("", again.Output.ToString());
    }

    [Fact]
    public async Task Start_OnADatabaseInUse_IsRefused()
    {
        await using var server = await TestServer.StartAsync(_folder);

        var thrown = await Assert.ThrowsAsync<ParleyServerException>(() => TestServer.StartAsync(_folder));

        Assert.Contains("in use by another Parley server", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_BadSettings_NamesEachKeyAndWhatWouldBeRight()
    {
        var thrown = await Assert.ThrowsAsync<OptionsValidationException>(() => TestServer.StartAsync(_folder, ("Sip:Listen:0", "5060"), ("Storage:Provider", "oracle")));

        Assert.Equal(
            [
                "Parley:Sip:Listen:0 is '5060'; expected transport:address:port, such as udp:0.0.0.0:5060 or tls:[::]:5061.",
                "Parley:Storage:Provider is 'oracle'; expected 'sqlite', 'postgres'.",
            ],
            thrown.Failures);
    }

    [Fact]
    public async Task Numbers_Configured_AreListed()
    {
        var id = Guid.NewGuid();
        await using var server = await TestServer.StartAsync(_folder, ("Numbers:0:Id", id.ToString()), ("Numbers:0:Number", "+15550001111"));

        var numbers = (await server.GetAsync("/v1/purchased-phone-numbers")).Json;

        Assert.Equal(1, numbers.GetProperty("total_count").GetInt32());
        var number = numbers.GetProperty("data")[0];
        Assert.Equal((id, "+15550001111", "verified"), (number.GetProperty("id").GetGuid(), number.GetProperty("number").GetString(), number.GetProperty("status").GetString()));
        Assert.Equal("Wed, 02 Jan 2030 03:04:05 +0000", number.GetProperty("created_date").GetString());
    }

    [Fact]
    public async Task Health_Running_IsOkWithoutAKey()
    {
        await using var server = await TestServer.StartAsync(_folder);

        Assert.Equal((200, 200), ((await server.GetAsync("/healthz", key: null)).Status, (await server.GetAsync("/readyz", key: null)).Status));
    }

    [Fact]
    public async Task OpenApi_Document_DescribesTheStart()
    {
        await using var server = await TestServer.StartAsync(_folder);

        var document = (await server.GetAsync("/openapi/v1.json", key: null)).Json;

        var start = document.GetProperty("paths").GetProperty("/v1/public/{agent}/start").GetProperty("post");
        Assert.True(start.GetProperty("requestBody").GetProperty("content").TryGetProperty("application/json", out _));
        Assert.True(start.GetProperty("responses").TryGetProperty("429", out _));
    }
}
