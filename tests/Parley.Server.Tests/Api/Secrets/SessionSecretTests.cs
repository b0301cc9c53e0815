using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Parley.Server.Logs;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Api.Secrets;

/// <summary>Secrets in the hands of an agent: what it reads, and that its log does not tell them.</summary>
public sealed partial class SessionSecretTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    [Contract("2.5 agent reads them")]
    public async Task Session_ReadsTheSetOfItsAgent_AndKeepsItWhileItRuns()
    {
        await using var server = await LiveServer.StartAsync();
        await PutAsync(server, "first");
        Assert.Equal(200, (await server.PostAsync("/v1/agents/outbound", """{"secretSet":"clinic"}""")).Status);
        var (entered, rotated, read) = (Source(), Source(), new List<string>());
        server.Agents["outbound"] = async (session, ct) =>
        {
            read.Add(session.Secrets["API_KEY"]);
            entered.TrySetResult();
            await rotated.Task;
            read.Add(session.Secrets["API_KEY"]);
            Assert.False(session.Secrets.ContainsKey("api_key"));
            Assert.Empty(await Task.FromResult(session.Secrets.Keys.Except(["API_KEY"])));
        };
        var running = await server.StartSessionAsync();
        await entered.Task.WaitAsync(Token);

        await PutAsync(server, "second");
        rotated.SetResult();
        await server.EndOfAsync(running);
        var next = await server.EndOfAsync(await server.StartSessionAsync());

        Assert.Equal("HTTP_COMPLETED", next.Status);
        Assert.Equal(["first", "first", "second", "second"], read);
    }

    [Fact]
    public async Task Session_OfAnotherAgent_HasNone()
    {
        await using var server = await LiveServer.StartAsync();
        await PutAsync(server, "first");
        await server.PostAsync("/v1/agents/inbound", """{"secretSet":"clinic"}""");
        int? count = null;
        server.Agents["outbound"] = (session, _) => Task.FromResult(count = session.Secrets.Count);

        await server.EndOfAsync(await server.StartSessionAsync());

        Assert.Equal(0, count);
    }

    [Fact]
    [Contract("2.5 values never returned")]
    public async Task Session_ThatTellsThem_HasThemHiddenInLogAndReason()
    {
        const string Secret = "hunter2-hunter2";
        await using var server = await LiveServer.StartAsync();
        await PutAsync(server, Secret);
        await server.PostAsync("/v1/agents/outbound", """{"secretSet":"clinic"}""");
        server.Agents["outbound"] = (session, _) =>
        {
            var (logger, said) = (server.Services.GetRequiredService<ILoggerFactory>().CreateLogger("My.AgentLog"), $"calling the model with <{session.Secrets["API_KEY"]}>");
            AgentLog.Note(logger, said);
            throw new InvalidOperationException($"the model does not know {session.Secrets["API_KEY"]}");
        };

        var ended = await server.EndOfAsync(await server.StartSessionAsync());
        var logs = await UntilLoggedAsync(server, "ended");

        Assert.Equal("the model does not know [hidden]", ended.Reason);
        Assert.Contains(logs, line => line == "INFO AgentLog: calling the model with <[hidden]>");
        Assert.All(logs, line => Assert.DoesNotContain(Secret, line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("the key is abcd-efgh.", "abcd", "abcd-efgh", "the key is [hidden].")]
    [InlineData("line one of a key\\n", "a b", "-----BEGIN-----\nline one of a key\nline two of it\n", "[hidden]\\n")]
    [InlineData("a cat", "cat", "dog", "a cat")]
    public void Hide_SecretsWithinSecretsAndOfSeveralLines_LeavesNothing(string text, string one, string other, string shown)
        => Assert.Equal(shown, LogScrubber.Hide(text, LogScrubber.ToHide([one, other])));

    private static TaskCompletionSource Source() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static async Task PutAsync(LiveServer server, string value)
        => Assert.Equal(202, (await server.PutAsync("/v1/secrets/clinic", JsonSerializer.Serialize(new { secretKey = "API_KEY", secretValue = value }))).Status);

    private static async Task<List<string>> UntilLoggedAsync(LiveServer server, string text)
    {
        while (true)
        {
            Token.ThrowIfCancellationRequested();
            var lines = (await server.GetAsync("/v1/agents/outbound/logs?limit=100")).Json.GetProperty("logs").EnumerateArray().Select(line => line.GetProperty("log").GetString()!).ToList();
            if (lines.Exists(line => line.Contains(text, StringComparison.Ordinal)))
            {
                return lines;
            }
        }
    }

    private static partial class AgentLog
    {
        [LoggerMessage(Level = LogLevel.Information, Message = "{Text}")]
        public static partial void Note(ILogger logger, string text);
    }
}
