using System.Text;
using System.Text.Json;
using Parley.Server.Tests.Contract;
using Parley.Server.Webhooks;

namespace Parley.Server.Tests.Webhooks;

/// <summary><c>/v1/webhooks</c> (contract 6.6).</summary>
public sealed class WebhookApiTests : IDisposable
{
    private const string Hmac = "c2VjcmV0IG9mIHRoZSB3ZWJob29r";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Contract("6.6 POST /webhooks")]
    [Contract("6.6 test POST")]
    public async Task Create_EverythingGiven_IsTestedAndShown()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();

        var answer = await server.PostAsync(
            "/v1/webhooks", $$"""{"url":"{{receiver.Url}}","basicAuth":"user:pass","retryType":"exponential","eventTypes":["dialout.answered","streaming.error"],"hmac":"{{Hmac}}"}""");
        var test = await receiver.NextAsync();

        Assert.Equal(200, answer.Status);
        var webhook = answer.Json;
        Assert.Equal(
            (receiver.Url, Hmac, "user:pass", "exponential", "ACTIVE", 0),
            (Text(webhook, "url"), Text(webhook, "hmac"), Text(webhook, "basicAuth"), Text(webhook, "retryType"), Text(webhook, "state"), webhook.GetProperty("failedCount").GetInt32()));
        Assert.Equal(["dialout.answered", "streaming.error"], webhook.GetProperty("eventTypes").EnumerateArray().Select(t => t.GetString()));
        Assert.NotEqual(Guid.Empty, webhook.GetProperty("uuid").GetGuid());
        Assert.NotEqual(Guid.Empty, webhook.GetProperty("domainId").GetGuid());
        Assert.Equal(JsonValueKind.Null, webhook.GetProperty("lastMomentPushed").ValueKind);
        Assert.Equal((TestServer.Now, TestServer.Now), (webhook.GetProperty("createdAt").GetDateTimeOffset(), webhook.GetProperty("updatedAt").GetDateTimeOffset()));
        Assert.Equal("""{"test":"test"}""", Encoding.UTF8.GetString(test.Body));
        Assert.Equal($"Basic {Convert.ToBase64String("user:pass"u8)}", test.Headers["Authorization"]);
        Assert.True(WebhookSignature.Verify(Hmac, test.Headers[WebhookSignature.TimestampHeader], test.Headers[WebhookSignature.SignatureHeader], test.Body, TestServer.Now));
    }

    [Fact]
    [Contract("6.6 POST /webhooks")]
    public async Task Create_UrlAlone_GetsTheDefaultsAndASecret()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();

        var webhook = (await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""")).Json;

        Assert.Equal(32, Convert.FromBase64String(Text(webhook, "hmac")!).Length);
        Assert.Equal(("circuit-breaker", 0, JsonValueKind.Null), (Text(webhook, "retryType"), webhook.GetProperty("eventTypes").GetArrayLength(), webhook.GetProperty("basicAuth").ValueKind));
    }

    [Theory]
    [Contract("6.6 test POST")]
    [InlineData(500)]
    [InlineData(401)]
    [InlineData(204)]   // It must be 200.
    [InlineData(301)]
    public async Task Create_TestRequestIsNotTaken_Is400AndNothingIsMade(int status)
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var elsewhere = await WebhookReceiver.StartAsync();
        receiver.IsStrict = true;
        receiver.Behaviour = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = elsewhere.Url;
            return Task.CompletedTask;
        };

        var answer = await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""");

        Assert.Equal((400, "invalid-request-error"), (answer.Status, answer.Error));
        Assert.Contains($"{status}", Text(answer.Json, "info"), StringComparison.Ordinal);
        Assert.DoesNotContain("tenant", Text(answer.Json, "info"), StringComparison.Ordinal);
        Assert.Equal(0, (await server.GetAsync("/v1/webhooks")).Json.GetArrayLength());
        Assert.True(elsewhere.IsQuiet);
    }

    [Fact]
    [Contract("6.6 test POST")]
    public async Task Create_ReceiverHangs_Is400AfterSomeSeconds()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.IsStrict = true;
        receiver.Behaviour = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);

        var creating = server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""");
        await receiver.NextAsync();
        server.Time.Advance(TimeSpan.FromSeconds(5));
        var answer = await creating;

        Assert.Equal(400, answer.Status);
        Assert.Contains("no answer within 5 s", Text(answer.Json, "info"), StringComparison.Ordinal);
    }

    [Theory]
    [Contract("6.6 POST /webhooks")]
    [InlineData("{}", "url must be an http or https address")]
    [InlineData("""{"url":"ftp://a.test/"}""", "url must be an http or https address")]
    [InlineData("""{"url":"file:///etc/passwd"}""", "url must be an http or https address")]
    [InlineData("""{"url":"/relative"}""", "url must be an http or https address")]
    [InlineData("""{"url":7}""", "url: expected a string")]
    [InlineData("""{"url":"http://user:pass@a.test/"}""", "credentials")]
    [InlineData("""{"url":"http://127.0.0.1:1/","retryType":"never"}""", "retryType: expected one of circuit-breaker, exponential")]
    [InlineData("""{"url":"http://127.0.0.1:1/","eventTypes":["dialout.exploded"]}""", "there is no event type")]
    [InlineData("""{"url":"http://127.0.0.1:1/","eventTypes":"all"}""", "eventTypes: expected a list")]
    [InlineData("""{"url":"http://127.0.0.1:1/","eventTypes":[7]}""", "there is no event type")]
    [InlineData("""{"url":"http://127.0.0.1:1/","hmac":"not base64!"}""", "hmac must be base64")]
    [InlineData("""{"url":"http://127.0.0.1:1/","hmac":""}""", "hmac must be base64")]
    [InlineData("""{"url":"http://127.0.0.1:1/","basicAuth":"a\r\nX-Injected: 1"}""", "basicAuth must be")]
    [InlineData("""{"url":"http://127.0.0.1:1/","secret":"x"}""", "unknown property 'secret'")]
    [InlineData("""{"url":"http://127.0.0.1:1/"}""", "must answer a test request with 200")]
    public async Task Create_WrongRequest_Is400ThatSaysWhatIsWrong(string body, string text)
    {
        await using var server = await TestServer.StartAsync(_folder);

        var answer = await server.PostAsync("/v1/webhooks", body);

        Assert.Equal((400, "invalid-request-error"), (answer.Status, answer.Error));
        Assert.Contains(text, Text(answer.Json, "info"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("""{"url":"\ud800"}""")]
    public async Task Create_NoJsonObject_IsAJsonParsingError(string body)
    {
        await using var server = await TestServer.StartAsync(_folder);

        var answer = await server.PostAsync("/v1/webhooks", body);

        Assert.Equal((400, "json-parsing-error"), (answer.Status, answer.Error));
    }

    [Fact]
    [Contract("6.6 GET /webhooks")]
    [Contract("6.6 GET /webhooks/:uuid")]
    [Contract("6.6 DELETE /webhooks/:uuid")]
    public async Task Webhooks_Made_AreListedShownAndRemoved()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var first = await server.AddWebhookAsync(receiver);
        server.Time.Advance(TimeSpan.FromMilliseconds(1));   // They are listed by age; of one moment in no order that means anything.
        var second = await server.AddWebhookAsync(receiver);

        var list = (await server.GetAsync("/v1/webhooks")).Json.EnumerateArray().Select(w => w.GetProperty("uuid").GetGuid());
        var shown = (await server.GetAsync($"/v1/webhooks/{second}")).Json;
        var removed = await server.SendAsync(HttpMethod.Delete, $"/v1/webhooks/{first}", TestServer.PrivateKey);

        Assert.Equal([first, second], list);
        Assert.Equal(second, shown.GetProperty("uuid").GetGuid());
        Assert.Equal((200, true), (removed.Status, removed.Json.GetProperty("deleted").GetBoolean()));
        foreach (var gone in (string[])[$"{first}", $"{Guid.NewGuid()}", "nonsense"])
        {
            Assert.Equal((404, "not-found"), await StatusAsync(HttpMethod.Get, $"/v1/webhooks/{gone}"));
            Assert.Equal((404, "not-found"), await StatusAsync(HttpMethod.Delete, $"/v1/webhooks/{gone}"));
            Assert.Equal((404, "not-found"), await StatusAsync(HttpMethod.Get, $"/v1/webhooks/{gone}/deliveries"));
            Assert.Equal((404, "not-found"), await StatusAsync(HttpMethod.Post, $"/v1/webhooks/{gone}"));
            Assert.Equal((404, "not-found"), await StatusAsync(HttpMethod.Post, $"/v1/webhooks/{gone}/replay", """{"from":1}"""));
        }

        async Task<(int, string)> StatusAsync(HttpMethod method, string path, string body = "{}")
        {
            var answer = await server.SendAsync(method, path, TestServer.PrivateKey, method == HttpMethod.Post ? new StringContent(body) : null);
            return (answer.Status, answer.Error);
        }
    }

    [Fact]
    [Contract("6.6 POST /webhooks/:uuid")]
    public async Task Update_SomeFields_ChangesThoseAndNullResets()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var other = await WebhookReceiver.StartAsync();
        var id = (await server.PostAsync(
            "/v1/webhooks", $$"""{"url":"{{receiver.Url}}","basicAuth":"a:b","retryType":"exponential","eventTypes":["meeting.ended"],"hmac":"{{Hmac}}"}""")).Json.GetProperty("uuid").GetGuid();

        var moved = (await server.PostAsync($"/v1/webhooks/{id}", $$"""{"url":"{{other.Url}}"}""")).Json;
        var reset = (await server.PostAsync($"/v1/webhooks/{id}", """{"basicAuth":null,"retryType":null,"eventTypes":null,"hmac":null}""")).Json;

        Assert.Equal((other.Url, "a:b", "exponential", Hmac), (Text(moved, "url"), Text(moved, "basicAuth"), Text(moved, "retryType"), Text(moved, "hmac")));
        Assert.True((await other.NextAsync()).IsTest);
        Assert.Equal((other.Url, null, "circuit-breaker", 0), (Text(reset, "url"), Text(reset, "basicAuth"), Text(reset, "retryType"), reset.GetProperty("eventTypes").GetArrayLength()));
        Assert.NotEqual(Hmac, Text(reset, "hmac"));
    }

    [Fact]
    [Contract("6.6 POST /webhooks/:uuid")]
    public async Task Update_NewUrlDoesNotAnswer_ChangesNothing()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = await server.AddWebhookAsync(receiver);

        var answer = await server.PostAsync($"/v1/webhooks/{id}", """{"url":"http://127.0.0.1:1/"}""");

        Assert.Equal(400, answer.Status);
        Assert.Equal(receiver.Url, Text((await server.GetAsync($"/v1/webhooks/{id}")).Json, "url"));
    }

    [Theory]
    [InlineData(null, 400, "authorization-header-error")]
    [InlineData("sk_not_one_of_them", 401, "authentication-error")]
    [InlineData(TestServer.PublicKey, 401, "authentication-error")]
    public async Task Webhooks_WithoutAPrivateKey_AreRefused(string? key, int status, string error)
    {
        await using var server = await TestServer.StartAsync(_folder);

        var answers = new[] { await server.GetAsync("/v1/webhooks", key), await server.PostAsync("/v1/webhooks", "{}", key) };

        Assert.All(answers, answer => Assert.Equal((status, error), (answer.Status, answer.Error)));
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/")]
    [InlineData("http://[::ffff:10.0.0.1]/")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://localhost:1/")]   // By name: seen when it is connected to.
    [InlineData("http://2130706433/")]   // 127.0.0.1 as one number.
    public async Task Create_PrivateAddressWhereNoneAreAllowed_Is400(string url)
    {
        await using var server = await TestServer.StartAsync(_folder, ("Webhooks:AllowPrivateAddresses", "false"));

        var answer = await server.PostAsync("/v1/webhooks", $$"""{"url":"{{url}}"}""");

        Assert.Equal(400, answer.Status);
        Assert.Contains("leads to a private address", Text(answer.Json, "info"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Create_MoreThanTheServerKeeps_Is400()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Webhooks:MaxWebhooks", "1"));
        await using var receiver = await WebhookReceiver.StartAsync();
        await server.AddWebhookAsync(receiver);

        Assert.Equal(400, (await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}"}""")).Status);
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
