using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Sessions.Calls;

/// <summary>What sessions log, and who finds it again (contract 2.3).</summary>
public sealed partial class SessionLogTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Contract("2.3 GET logs")]
    [Contract("2.3 query")]
    [Contract("2.3 sessionId")]
    [Contract("2.3 paging and order")]
    public async Task Logs_OfSessions_AreFoundBySessionAndText()
    {
        await using var server = await LiveServer.StartAsync();
        var (one, other) = (await RunAsync(server, "the Patient says YES"), await RunAsync(server, "the patient says 100% no_one"));

        var all = await LogsAsync(server, "limit=100&order=asc");
        var ofOne = await LogsAsync(server, $"sessionId={one}&limit=100");
        var found = await LogsAsync(server, "query=pAtIeNt");
        var literally = await LogsAsync(server, "query=100%25%20no_");
        var page = await LogsAsync(server, "limit=1&offset=1&order=asc");

        Assert.Equal(all.GetProperty("total").GetProperty("value").GetInt32(), Lines(all).Count);
        Assert.Equal("eq", all.GetProperty("total").GetProperty("relation").GetString());
        Assert.True(Lines(all).Select(l => l.GetProperty("timestamp").GetDateTimeOffset()).SequenceEqual(Lines(all).Select(l => l.GetProperty("timestamp").GetDateTimeOffset()).Order()));
        Assert.All(Lines(ofOne), line => Assert.Equal(one, line.GetProperty("sessionId").GetGuid()));
        Assert.Contains(Lines(ofOne), line => Text(line) == "INFO session: started");
        Assert.Contains(Lines(ofOne), line => Text(line).Contains("ended: HTTP_COMPLETED", StringComparison.Ordinal));
        Assert.Contains(Lines(ofOne), line => Text(line) == "INFO event: call state: Joined");
        Assert.Equal([other, one], Lines(found).Select(l => l.GetProperty("sessionId").GetGuid()));
        Assert.Equal(other, Assert.Single(Lines(literally)).GetProperty("sessionId").GetGuid());
        Assert.Equal(Text(Lines(all)[1]), Text(Assert.Single(Lines(page))));
        Assert.All(Lines(all), line => Assert.NotEqual(Guid.Empty, line.GetProperty("deploymentId").GetGuid()));
    }

    [Fact]
    public async Task Logs_OfOtherAgents_AreNotShown()
    {
        await using var server = await LiveServer.StartAsync();
        var id = await RunAsync(server, "mine");

        Assert.Empty(Lines(await LogsAsync(server, $"sessionId={id}", "inbound")));
    }

    [Fact]
    public async Task Logs_WithSecretsKeysAndLineEnds_AreClean()
    {
        await using var server = await LiveServer.StartAsync();
        await RunAsync(server, "key sk_0123456789abcdefghij and Bearer abc.def password=hunter2\r\nFAKE INFO: a second line \u0007");

        var line = Text(Assert.Single(Lines(await LogsAsync(server, "query=a%20second%20line"))));

        Assert.Equal("INFO AgentLog: key [hidden] and Bearer [hidden] password=[hidden]\\r\\nFAKE INFO: a second line \\u0007", line);
    }

    [Theory]
    [InlineData("startTime=yesterday", "Invalid timestamp format")]
    [InlineData("endTime=2030-13-01", "Invalid timestamp format")]
    [InlineData("limit=0", "Invalid parameters")]
    [InlineData("sessionId=7", "Invalid parameters")]
    [InlineData("order=up", "Invalid parameters")]
    [Contract("2.3 Invalid timestamp format")]
    public async Task Logs_WithWrongParameters_AreRefused(string query, string text)
    {
        using var folder = new TempFolder();
        await using var server = await TestServer.StartAsync(folder);

        var answer = await server.GetAsync($"/v1/agents/outbound/logs?{query}");

        Assert.Equal((400, text), (answer.Status, answer.Error));
        Assert.Equal(404, (await server.GetAsync("/v1/agents/nobody/logs")).Status);
    }

    [Fact]
    [Contract("2.3 startTime, endTime")]
    public async Task Logs_OfASpan_AreThoseWithin()
    {
        using var folder = new TempFolder();
        await using var server = await TestServer.StartAsync(folder);
        await server.StartSessionAsync();
        server.Time.Advance(TimeSpan.FromHours(1));
        await server.StartSessionAsync();
        var middle = Uri.EscapeDataString($"{TestServer.Now.AddMinutes(30):O}");
        await EventuallyAsync(async () => (await server.GetAsync("/v1/agents/outbound/logs")).Json.GetProperty("total").GetProperty("value").GetInt32() == 2);

        Assert.Single(Lines((await server.GetAsync($"/v1/organizations/parley/services/outbound/logs?startTime={middle}")).Json));
        Assert.Single(Lines((await server.GetAsync($"/v1/agents/outbound/logs?endTime={middle}")).Json));
        Assert.Equal(1, await server.Services.GetRequiredService<SessionLogStore>().PurgeAsync(TestServer.Now.AddMinutes(30), Token));
    }

    [Fact]
    public async Task Logs_OfOneThatNeverStops_AreBounded()
    {
        using var folder = new TempFolder();
        await using var server = await LiveServer.StartAsync(services => services.Configure<Server.Hosting.ParleyOptions>(o => o.Logs.MaxPerSession = 100));
        server.Agents["outbound"] = Scripted.Once((session, _) =>
        {
            var logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("My.AgentLog");
            foreach (var line in Enumerable.Range(0, 1000).Select(i => $"line {i}").ToList())
            {
                AgentLog.Note(logger, line);
            }

            return Task.CompletedTask;
        });
        await server.EndOfAsync(await server.StartSessionAsync());

        var logs = await LogsAsync(server, "limit=1000");

        Assert.Equal(100, Lines(logs).Count);
        Assert.Contains("logged as much as is kept", Text(Lines(logs)[0]), StringComparison.Ordinal);
    }

    private static async Task<Guid> RunAsync(LiveServer server, string text)
    {
        server.Agents["outbound"] = Scripted.Once((_, _) =>
        {
            var logger = server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("My.AgentLog");
            AgentLog.Note(logger, text);
            return Task.CompletedTask;
        });
        var id = await server.StartSessionAsync();
        await server.EndOfAsync(id);
        return id;
    }

    private static async Task<JsonElement> LogsAsync(LiveServer server, string query, string agent = "outbound")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/agents/{agent}/logs?{query}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TestServer.PrivateKey);
        using var answer = await server.Client.SendAsync(request, Token);
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Token));
    }

    private static List<JsonElement> Lines(JsonElement logs) => [.. logs.GetProperty("logs").EnumerateArray()];

    private static string Text(JsonElement line) => line.GetProperty("log").GetString()!;

    private static async Task EventuallyAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo())
        {
            Token.ThrowIfCancellationRequested();
        }
    }

    private static partial class AgentLog
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
        public static partial void Note(ILogger logger, string text);
    }
}
