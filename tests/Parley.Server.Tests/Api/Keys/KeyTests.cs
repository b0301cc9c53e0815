using System.Text.Json;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api.Keys;

public sealed class KeyTests : IAsyncLifetime
{
    private const string Keys = "/v1/organizations/parley/apiKeys";
    private const string Sessions = "/v1/agents/outbound/sessions";

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("2.6 POST /apiKeys")]
    [Contract("2.6 GET /apiKeys")]
    public async Task Create_Public_OpensStartAndIsShownOnce()
    {
        var made = (await MakeAsync("public", "web page")).Json;
        var list = await _server.GetAsync(Keys);

        Assert.StartsWith("pk_", Secret(made), StringComparison.Ordinal);
        Assert.Equal(200, (await _server.StartAgentAsync("{}", key: Secret(made))).Status);
        Assert.Equal(401, (await _server.GetAsync(Sessions, Secret(made))).Status);
        var shown = Assert.Single(list.Json.GetProperty("public").EnumerateArray());
        Assert.Equal((made.GetProperty("id").GetString(), false, "web page"), (shown.GetProperty("id").GetString(), shown.GetProperty("revoked").GetBoolean(), shown.GetProperty("metadata").GetProperty("name").GetString()));
        Assert.Equal(TestServer.Now, shown.GetProperty("createdAt").GetDateTimeOffset());
        Assert.DoesNotContain(Secret(made), list.Text, StringComparison.Ordinal);
        Assert.Empty(list.Json.GetProperty("private").EnumerateArray());
    }

    [Fact]
    [Contract("2.1 personal access token")]
    [Contract("2.1 private key")]
    [Contract("2.1 public key refused")]
    public async Task Create_EachType_OpensWhatItIsFor()
    {
        var (pat, secret, open) = (Secret((await MakeAsync("personal")).Json), Secret((await MakeAsync("private")).Json), Secret((await MakeAsync("public")).Json));

        Assert.StartsWith("pcc_pat_", pat, StringComparison.Ordinal);
        Assert.StartsWith("sk_", secret, StringComparison.Ordinal);
        Assert.Equal((200, 200, 401), ((await _server.GetAsync(Sessions, pat)).Status, (await _server.GetAsync(Sessions, secret)).Status, (await _server.GetAsync(Sessions, open)).Status));
        Assert.Equal((200, 200, 401), ((await _server.GetAsync("/v1/purchased-phone-numbers", pat)).Status, (await _server.GetAsync("/v1/purchased-phone-numbers", secret)).Status, (await _server.GetAsync("/v1/purchased-phone-numbers", open)).Status));
        Assert.Equal(("PCC-1002", "PCC-1002"), ((await _server.StartAgentAsync("{}", key: pat)).Code, (await _server.StartAgentAsync("{}", key: secret)).Code));
    }

    [Fact]
    [Contract("2.6 at most 5 and 5")]
    public async Task Create_SixthOfAType_IsRefusedUntilOneIsRevoked()
    {
        var first = (await MakeAsync("public")).Json.GetProperty("id").GetString();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => MakeAsync("public")));

        Assert.Equal(5, (await _server.GetAsync(Keys)).Json.GetProperty("public").GetArrayLength());
        var refused = await MakeAsync("public");
        Assert.Equal((400, "GENERIC_BAD_REQUEST"), (refused.Status, refused.Code));
        Assert.Equal(200, (await MakeAsync("private")).Status);
        await _server.SendAsync(HttpMethod.Delete, $"{Keys}/{first}", TestServer.PrivateKey);
        Assert.Equal(200, (await MakeAsync("public")).Status);
    }

    [Fact]
    [Contract("2.6 DELETE /apiKeys/{id}")]
    public async Task Revoke_OpensNothingFromTheNextRequestOn()
    {
        var made = (await MakeAsync("private")).Json;
        Assert.Equal(200, (await _server.GetAsync(Sessions, Secret(made))).Status);

        var revoked = await _server.SendAsync(HttpMethod.Delete, $"{Keys}/{made.GetProperty("id").GetString()}", TestServer.PrivateKey);

        Assert.True(revoked.Json.GetProperty("revoked").GetBoolean());
        Assert.Equal(401, (await _server.GetAsync(Sessions, Secret(made))).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, $"{Keys}/{Guid.NewGuid()}", TestServer.PrivateKey)).Status);
        Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, $"{Keys}/1'%20OR%201=1--", TestServer.PrivateKey)).Status);
    }

    [Fact]
    [Contract("2.6 rotate")]
    public async Task Rotate_WithOverlap_OpensWithBothUntilItIsOver()
    {
        var made = (await MakeAsync("private")).Json;
        var path = $"{Keys}/{made.GetProperty("id").GetString()}/rotate";

        var second = Secret((await _server.SendAsync(HttpMethod.Post, path, TestServer.PrivateKey, """{"overlap":60}""")).Json);
        Assert.Equal((200, 200), ((await _server.GetAsync(Sessions, Secret(made))).Status, (await _server.GetAsync(Sessions, second)).Status));
        _server.Time.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal((401, 200), ((await _server.GetAsync(Sessions, Secret(made))).Status, (await _server.GetAsync(Sessions, second)).Status));

        var third = Secret((await _server.SendAsync(HttpMethod.Post, path, TestServer.PrivateKey)).Json);
        Assert.Equal((401, 200), ((await _server.GetAsync(Sessions, second)).Status, (await _server.GetAsync(Sessions, third)).Status));
        Assert.Equal(400, (await _server.SendAsync(HttpMethod.Post, path, TestServer.PrivateKey, """{"overlap":-1}""")).Status);
    }

    [Fact]
    [Contract("2.6 scoped to agents")]
    [Contract("4.1 forbidden-error")]
    public async Task Scoped_OtherAgents_AreNotThere()
    {
        var open = Secret((await MakeAsync("public", more: ""","agents":["other"]""")).Json);
        var secret = Secret((await MakeAsync("private", more: ""","agents":["other"]""")).Json);
        var theirs = await _server.StartSessionAsync("outbound");
        var ours = (await _server.StartAgentAsync("{}", "other", open)).Json.GetProperty("sessionId").GetString();

        Assert.Equal(404, (await _server.StartAgentAsync("{}", "outbound", open)).Status);
        Assert.Equal(404, (await _server.StartAgentAsync("{}", "none", open)).Status);
        foreach (var root in (string[])["/v1/agents", "/v1/organizations/parley/services"])
        {
            Assert.Equal(200, (await _server.GetAsync($"{root}/other/sessions/{ours}", secret)).Status);
            var hidden = await _server.GetAsync($"{root}/outbound/sessions/{theirs}", secret);
            Assert.Equal((404, "Service not found"), (hidden.Status, hidden.Error));
            Assert.Equal(404, (await _server.GetAsync($"{root}/other/sessions/{theirs}", secret)).Status);
            Assert.Equal(404, (await _server.GetAsync($"{root}/outbound/sessions/{theirs}/events", secret)).Status);
            Assert.Equal(404, (await _server.SendAsync(HttpMethod.Delete, $"{root}/outbound/sessions/{theirs}", secret)).Status);
            Assert.DoesNotContain("outbound", (await _server.GetAsync(root, secret)).Text, StringComparison.Ordinal);
        }

        foreach (var domain in (string[])["/v1/purchased-phone-numbers", "/v1/rooms", "/v1/presence", "/v1/webhooks", "/v1/do-not-call"])
        {
            Assert.Equal((403, "forbidden-error", "This key is for certain agents only"), (await _server.GetAsync(domain, secret)).Refusal);
        }

        Assert.Equal(403, (await _server.GetAsync("/v1/organizations/parley/daily", secret)).Status);
        Assert.Equal(403, (await _server.GetAsync(Keys, secret)).Status);
        Assert.Equal(403, (await _server.SendAsync(HttpMethod.Post, Keys, secret, """{"name":"wider","type":"private"}""")).Status);
    }

    [Fact]
    public async Task Expired_OpensNothing()
    {
        var secret = Secret((await MakeAsync("private", more: $",\"expiresAt\":\"{TestServer.Now.AddHours(1):O}\"")).Json);

        Assert.Equal(200, (await _server.GetAsync(Sessions, secret)).Status);
        _server.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(401, (await _server.GetAsync(Sessions, secret)).Status);
    }

    [Theory]
    [InlineData("""{"type":"public"}""")]
    [InlineData("""{"name":"","type":"public"}""")]
    [InlineData("""{"name":"a\u0000b","type":"public"}""")]
    [InlineData("""{"name":"a\r\nb","type":"public"}""")]
    [InlineData("""{"name":"a\ud800","type":"public"}""")]
    [InlineData("""{"name":"a","type":"root"}""")]
    [InlineData("""{"name":"a"}""")]
    [InlineData("""{"name":["a"],"type":"public"}""")]
    [InlineData("""{"name":"a","type":"public","agents":[]}""")]
    [InlineData("""{"name":"a","type":"public","agents":["none"]}""")]
    [InlineData("""{"name":"a","type":"public","agents":"other"}""")]
    [InlineData("""{"name":"a","type":"public","agents":["\ud800"]}""")]
    [InlineData("""{"name":"a","type":"public","expiresAt":"2029-12-31T00:00:00Z"}""")]
    [InlineData("""{"name":"a","type":"public","expiresAt":"soon"}""")]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task Create_Wrong_Is400AndMakesNone(string body)
    {
        Assert.Equal(400, (await _server.SendAsync(HttpMethod.Post, Keys, TestServer.PrivateKey, body)).Status);
        Assert.Empty((await _server.GetAsync(Keys)).Json.GetProperty("public").EnumerateArray());
    }

    [Fact]
    public async Task Create_HostileName_IsKeptAsAText()
    {
        const string Name = "O'Brien\"; DROP TABLE api_keys; -- \U0001F600 \u202E";

        await _server.SendAsync(HttpMethod.Post, Keys, TestServer.PrivateKey, JsonSerializer.Serialize(new { name = Name, type = "public" }));

        Assert.Equal(Name, Assert.Single((await _server.GetAsync(Keys)).Json.GetProperty("public").EnumerateArray()).GetProperty("metadata").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Use_IsNotedToAMinute()
    {
        var secret = Secret((await MakeAsync("private")).Json);

        await _server.GetAsync(Sessions, secret);
        _server.Time.Advance(TimeSpan.FromSeconds(59));
        await _server.GetAsync(Sessions, secret);
        Assert.Equal(TestServer.Now, await LastUseAsync());
        _server.Time.Advance(TimeSpan.FromSeconds(1));
        await _server.GetAsync(Sessions, secret);
        Assert.Equal(TestServer.Now.AddMinutes(1), await LastUseAsync());

        async Task<DateTimeOffset> LastUseAsync() => (await _server.GetAsync(Keys)).Json.GetProperty("private")[0].GetProperty("lastUsedAt").GetDateTimeOffset();
    }

    [Fact]
    [Contract("- GET .../audit")]
    public async Task Audit_Changes_AreListedNewestFirst()
    {
        var made = (await MakeAsync("private", "operator")).Json;
        var session = await _server.StartSessionAsync();
        await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{session}", Secret(made));
        await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{Guid.Empty}", Secret(made));
        await _server.GetAsync(Sessions, Secret(made));

        var trail = (await _server.GetAsync("/v1/organizations/parley/audit?limit=2")).Json;

        Assert.Equal(3, trail.GetProperty("total_count").GetInt32());
        var entries = trail.GetProperty("audit").EnumerateArray().ToList();
        Assert.Equal([404, 200], entries.Select(e => e.GetProperty("status").GetInt32()));
        Assert.Equal(("DELETE", "/v1/agents/{agent}/sessions/{id}", $"agent=outbound id={session}"), (entries[1].GetProperty("method").GetString(), entries[1].GetProperty("route").GetString(), entries[1].GetProperty("target").GetString()));
        Assert.Equal((made.GetProperty("id").GetString(), "operator"), (entries[1].GetProperty("key").GetProperty("id").GetString(), entries[1].GetProperty("key").GetProperty("name").GetString()));
        var oldest = (await _server.GetAsync("/v1/organizations/parley/audit?offset=2")).Json.GetProperty("audit")[0];
        Assert.Equal(("POST", "configuration"), (oldest.GetProperty("method").GetString(), oldest.GetProperty("key").GetProperty("name").GetString()));
        Assert.DoesNotContain(Secret(made), trail.GetRawText(), StringComparison.Ordinal);
    }

    private static string Secret(JsonElement key) => key.GetProperty("key").GetString()!;

    private Task<TestServer.Answer> MakeAsync(string type, string name = "test", string more = "")
        => _server.SendAsync(HttpMethod.Post, Keys, TestServer.PrivateKey, $$"""{"name":"{{name}}","type":"{{type}}"{{more}}}""");
}
