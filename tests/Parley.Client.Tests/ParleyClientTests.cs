using System.Net;
using System.Net.Http.Headers;
using Microsoft.Extensions.Time.Testing;
using Parley.Client.Models;

namespace Parley.Client.Tests;

public sealed class ParleyClientTests
{
    private const string Id = "3f0e9f5a-0000-4000-8000-000000000001";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StartAsync_Dialling_SendsTheDocumentedRequest()
    {
        using var server = new StubServer().Answers(HttpStatusCode.OK, $$"""{"sessionId":"{{Id}}","dailyRoom":"http://parley.test/x","dailyToken":"t","new":1}""");

        var started = await server.Client().StartAsync("out bound", StartSession.Dialling("+15551230001"), new IdempotencyKey("k1"), Token);

        Assert.Equal((Guid.Parse(Id), "http://parley.test/x", "t"), (started.SessionId, started.DailyRoom, started.DailyToken));
        var (line, key, body, once) = Assert.Single(server.Asked);
        Assert.Equal(("POST /v1/public/out%20bound/start", "pk_1", "k1"), (line, key, once));
        Assert.Equal(
            """{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true},"enableDefaultIceServers":false,"body":{"dialout_settings":[{"phoneNumber":"\u002B15551230001"}]}}""", body);
    }

    [Fact]
    public async Task StartAsync_DiallingSip_NamesASipUri()
    {
        using var server = new StubServer().Answers(HttpStatusCode.OK, $$"""{"sessionId":"{{Id}}"}""");

        await server.Client().StartAsync("outbound", StartSession.Dialling("sip:100@pbx.test"), cancellationToken: Token);

        Assert.Contains("""[{"sipUri":"sip:100@pbx.test"}]""", Assert.Single(server.Asked).Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"error":"Service maximum agent instances reached","message":"m","code":"PCC-AGENT-AT-CAPACITY","status":429}""", "PCC-AGENT-AT-CAPACITY", "Service maximum agent instances reached")]
    [InlineData("""{"error":"invalid-request-error","info":"no such room"}""", "invalid-request-error", "no such room")]
    [InlineData("<html>gateway</html>", "429", "<html>gateway</html>")]
    [InlineData("[1]", "429", "[1]")]
    public async Task StartAsync_Refused_ThrowsWhatWasSaid(string body, string code, string text)
    {
        using var server = new StubServer().Answers(HttpStatusCode.TooManyRequests, body, r => r.Headers.RetryAfter = new RetryConditionHeaderValue(TimeSpan.FromSeconds(5)));

        var refused = await Assert.ThrowsAsync<ParleyApiException>(() => server.Client().StartAsync("outbound", new StartSession(), cancellationToken: Token));

        Assert.Equal((HttpStatusCode.TooManyRequests, code, text, TimeSpan.FromSeconds(5)), (refused.Status, refused.Code, refused.Text, refused.RetryAfter));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("<html/>")]
    [InlineData("""{"sessionId":7}""")]
    public async Task StartAsync_AnsweredWithNonsense_Throws(string body)
    {
        using var server = new StubServer().Answers(HttpStatusCode.OK, body);

        await Assert.ThrowsAsync<ParleyApiException>(() => server.Client().StartAsync("outbound", new StartSession(), cancellationToken: Token));
    }

    [Fact]
    public async Task StartAsync_WithoutAPublicKey_SendsNothing()
    {
        using var server = new StubServer();

        await Assert.ThrowsAsync<InvalidOperationException>(() => server.Client(publicKey: null).StartAsync("outbound", new StartSession(), cancellationToken: Token));

        Assert.Empty(server.Asked);
    }

    [Fact]
    public async Task Sessions_List_AsksWithItsFilter()
    {
        using var server = new StubServer().Answers(HttpStatusCode.OK, """{"total_count":0,"sessions":[]}""");

        await server.Client().Sessions.ListAsync("a", new() { Limit = 5, Offset = 10, Ended = false, From = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero) }, Token);

        Assert.Equal(("GET /v1/agents/a/sessions?limit=5&offset=10&status=active&startTime=2030-01-02T03%3A04%3A05.0000000%2B00%3A00", "sk_1"), (server.Asked[0].Line, server.Asked[0].Key));
    }

    [Fact]
    public async Task Sessions_Follow_TellsEachEventOnceAndEnds()
    {
        var running = $$"""{"sessionId":"{{Id}}","serviceId":"{{Id}}","deploymentId":"{{Id}}","createdAt":"2030-01-02T03:04:05+00:00"}""";
        using var server = new StubServer()
            .Answers(HttpStatusCode.OK, running).Answers(HttpStatusCode.OK, """{"events":[{"action":"a","timestamp":"2030-01-02T03:04:05+00:00"}]}""")
            .Answers(HttpStatusCode.OK, running.Replace("\"createdAt\"", "\"endedAt\":\"2030-01-02T03:05:05+00:00\",\"createdAt\"", StringComparison.Ordinal))
            .Answers(HttpStatusCode.OK, """{"events":[{"action":"a"},{"action":"b"}]}""");
        var time = new FakeTimeProvider { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

        var told = new List<string>();
        var following = FollowAsync();
        while (!following.IsCompleted)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        await following;
        Assert.Equal(["a", "b"], told);

        async Task FollowAsync()
        {
            await foreach (var happened in server.Client().Sessions.FollowAsync("a", Guid.Parse(Id), time, Token))
            {
                told.Add(happened.Action);
            }
        }
    }

    [Fact]
    public async Task Agents_Update_SendsOnlyWhatChanges()
    {
        using var server = new StubServer().Answers(
            HttpStatusCode.OK, $$$"""{"name":"a","ready":true,"activeDeploymentId":"{{{Id}}}","autoScaling":{"minReplicas":0,"maxReplicas":7}}""");

        var agent = await server.Client().Agents.UpdateAsync("a", new() { MaxAgents = 7, MaxSessionDuration = TimeSpan.FromMinutes(2) }, Token);

        Assert.Equal(("POST /v1/agents/a", """{"autoScaling":{"maxAgents":7},"maxSessionDuration":120}"""), (server.Asked[0].Line, server.Asked[0].Body));
        Assert.Equal(7, agent.AutoScaling.MaxReplicas);
    }

    [Fact]
    public void IdempotencyKeys_Anew_Differ() => Assert.NotEqual(IdempotencyKey.New(), IdempotencyKey.New());
}
