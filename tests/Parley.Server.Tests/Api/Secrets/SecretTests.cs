using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api.Secrets;

/// <summary>Contract 2.5 over HTTP. <see cref="SessionSecretTests"/> has what agents make of them.</summary>
public sealed class SecretTests : IAsyncLifetime
{
    private const string Set = "/v1/secrets/clinic";
    private const string Value = "value-that-nobody-may-see";

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder);

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("2.5 PUT set")]
    [Contract("2.5 GET set")]
    [Contract("2.5 GET sets")]
    public async Task Put_InBothFormsAndFamilies_IsOneSet()
    {
        var first = await PutAsync(Set, $$"""{"secrets":[{"secretKey":"API_KEY","secretValue":"{{Value}}"},{"secretKey":"other.key-2","secretValue":"x"}],"region":"local"}""");
        var flat = await PutAsync("/v1/organizations/parley/secrets/clinic", """{"name":"clinic","isImagePullSecret":false,"secretKey":"FLAT","secretValue":"y"}""");
        await PutAsync("/v1/secrets/a-set", """{"secretKey":"K","secretValue":"z"}""");

        Assert.Equal((202, """{"status":"OK","region":"local"}"""), (first.Status, first.Text));
        Assert.Equal(202, flat.Status);
        Assert.Equal(
            """{"region":"local","status":"ready","secrets":[{"fieldName":"API_KEY"},{"fieldName":"FLAT"},{"fieldName":"other.key-2"}]}""", (await _server.GetAsync(Set)).Text);
        const string All = """{"sets":[{"name":"a-set","type":"secret","region":"local","status":"ready"},{"name":"clinic","type":"secret","region":"local","status":"ready"}]}""";
        Assert.Equal(All, (await _server.GetAsync("/v1/secrets")).Text);
        Assert.Equal(All, (await _server.GetAsync("/v1/organizations/parley/secrets?region=local")).Text);
    }

    [Fact]
    [Contract("2.5 DELETE set")]
    [Contract("2.5 DELETE key")]
    public async Task Delete_KeyAndSet_AreGone()
    {
        await PutAsync(Set, """{"secrets":[{"secretKey":"A","secretValue":"1"},{"secretKey":"B","secretValue":"2"}]}""");

        Assert.Equal((200, """{"status":"OK"}"""), await _server.DeleteAsync($"{Set}/A") is var key ? (key.Status, key.Text) : default);
        Assert.Equal((404, "Secret not found"), await _server.DeleteAsync($"{Set}/A") is var again ? (again.Status, again.Error) : default);
        Assert.Equal("""[{"fieldName":"B"}]""", (await _server.GetAsync(Set)).Json.GetProperty("secrets").GetRawText());
        Assert.Equal((200, """{"status":"OK"}"""), await _server.DeleteAsync("/v1/organizations/parley/secrets/clinic") is var set ? (set.Status, set.Text) : default);
        foreach (var gone in (TestServer.Answer[])[await _server.GetAsync(Set), await _server.DeleteAsync(Set), await _server.DeleteAsync($"{Set}/B")])
        {
            Assert.Equal((404, "NOT_FOUND", "Set not found"), (gone.Status, gone.Code, gone.Error));
        }

        await PutAsync(Set, """{"secretKey":"C","secretValue":"3"}""");
        Assert.Equal("""[{"fieldName":"C"}]""", (await _server.GetAsync(Set)).Json.GetProperty("secrets").GetRawText());
    }

    [Fact]
    [Contract("2.5 values never returned")]
    public async Task Values_AreInNoAnswerAndEncryptedInTheDatabase()
    {
        var answers = new List<string>
        {
            (await PutAsync(Set, $$"""{"secrets":[{"secretKey":"K","secretValue":"{{Value}}"}]}""")).Text,
            (await PutAsync(Set, $$"""{"secrets":[{"secretKey":"K","secretValue":"{{Value}}"},{"secretKey":"K","secretValue":"{{Value}}"}]}""")).Text,
            (await PutAsync(Set, $$"""{"secretKey":"L","secretValue":["{{Value}}"]}""")).Text,
            (await PutAsync(Set, $$"""{"secretKey":"L","secretValue":"{{Value}}","region":"{{Value[..5]}}"}""")).Text,
            (await _server.GetAsync(Set)).Text,
            (await _server.GetAsync("/v1/secrets")).Text,
            (await _server.GetAsync("/v1/organizations/parley/audit")).Text,
        };

        Assert.All(answers, answer => Assert.DoesNotContain(Value, answer, StringComparison.Ordinal));
        var row = Assert.Single(await _server.Services.GetRequiredService<Database>().ReadAsync(db => db.Secrets.ToListAsync(Token), Token));
        Assert.DoesNotContain(Value, row.Value, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Value)), row.Value, StringComparison.Ordinal);
        Assert.Equal(Value, (await _server.Services.GetRequiredService<SecretStore>().ReadAsync("clinic", Token))!["K"]);
    }

    [Fact]
    public async Task Stored_PutInAnothersPlace_CannotBeReadAndFailsTheSet()
    {
        await PutAsync(Set, """{"secrets":[{"secretKey":"A","secretValue":"1"},{"secretKey":"B","secretValue":"2"}]}""");
        await _server.Services.GetRequiredService<Database>().WriteAsync(
            async db =>
            {
                var rows = await db.Secrets.OrderBy(s => s.Key).ToListAsync(Token);
                (rows[0].Value, rows[1].Value) = (rows[1].Value, rows[0].Value);
                return await db.SaveChangesAsync(Token);
            },
            Token);

        var set = (await _server.GetAsync(Set)).Json;

        Assert.Equal("failed", set.GetProperty("status").GetString());
        Assert.Contains("cannot be read any more", set.GetProperty("errorMessage").GetString(), StringComparison.Ordinal);
        Assert.Equal("failed", (await _server.GetAsync("/v1/secrets")).Json.GetProperty("sets")[0].GetProperty("status").GetString());
        Assert.Equal(400, (await _server.PostAsync("/v1/agents/outbound", """{"secretSet":"clinic"}""")).Status);
    }

    [Theory]
    [InlineData("clinic", "{}", "secretKey: Expected 1 to 128 letters")]
    [InlineData("clinic", """{"secrets":[]}""", "secrets: expected a list of 1 to 100 objects")]
    [InlineData("clinic", """{"secrets":{}}""", "secrets: expected a list of 1 to 100 objects")]
    [InlineData("clinic", """{"secrets":["A"]}""", "secrets[0]: expected an object")]
    [InlineData("clinic", """{"secrets":[{"secretKey":"A","secretValue":"1"},{"secretKey":"9","secretValue":"1"}]}""", "secrets[1].secretKey: Expected")]
    [InlineData("clinic", """{"secretKey":"A B","secretValue":"1"}""", "secretKey: Expected")]
    [InlineData("clinic", """{"secretKey":"A\u0000","secretValue":"1"}""", "secretKey: Expected")]
    [InlineData("clinic", """{"secretKey":"A=B","secretValue":"1"}""", "secretKey: Expected")]
    [InlineData("clinic", """{"secretKey":"A"}""", "secretValue: Expected a string")]
    [InlineData("clinic", """{"secretKey":"A","secretValue":""}""", "secretValue: Expected a string")]
    [InlineData("clinic", """{"secretKey":"A","secretValue":"\ud800"}""", "incomplete")]
    [InlineData("clinic", """{"secrets":[{"secretKey":"A","secretValue":"1"},{"secretKey":"A","secretValue":"2"}]}""", "secrets[1].secretKey: A is there twice")]
    [InlineData("clinic", """{"secretKey":"A","secretValue":"1","name":"other"}""", "name: expected the name of the set")]
    [InlineData("clinic", """{"secretKey":"A","secretValue":"1","region":"mars"}""", "Region 'mars' is not available. Available regions: local")]
    [InlineData("clinic", """{"isImagePullSecret":true,"host":"https://r.test","secretValue":"x"}""", "no image pull secrets")]
    [InlineData("Clinic", """{"secretKey":"A","secretValue":"1"}""", "Expected 3 to 63 small letters")]
    [InlineData("ab", """{"secretKey":"A","secretValue":"1"}""", "Expected 3 to 63 small letters")]
    [InlineData("a%20b", """{"secretKey":"A","secretValue":"1"}""", "Expected 3 to 63 small letters")]
    [InlineData("..%2fetc", """{"secretKey":"A","secretValue":"1"}""", "Expected 3 to 63 small letters")]
    public async Task Put_Wrong_Is400AndWritesNothing(string set, string body, string text)
    {
        var answer = await PutAsync($"/v1/secrets/{set}", body);

        Assert.Equal(400, answer.Status);
        Assert.Contains(text, answer.Error, StringComparison.Ordinal);
        Assert.Equal("""{"sets":[]}""", (await _server.GetAsync("/v1/secrets")).Text);
    }

    [Fact]
    public async Task Put_TooMuch_IsRefused()
    {
        Assert.Equal(202, (await PutAsync(Set, One("A", new string('x', 32 * 1024)))).Status);
        Assert.Equal(400, (await PutAsync(Set, One("A", new string('x', (32 * 1024) + 1)))).Status);
        Assert.Equal(413, (await PutAsync(Set, One("A", new string('x', 1024 * 1024)))).Status);
        Assert.Equal(202, (await PutAsync(Set, Many("K", 99))).Status);
        Assert.Equal((400, "A set has at most 100 secrets"), await PutAsync(Set, Many("L", 2)) is var full ? (full.Status, full.Error) : default);
        Assert.Equal(100, (await _server.GetAsync(Set)).Json.GetProperty("secrets").GetArrayLength());
        Assert.Equal(202, (await PutAsync(Set, Many("K", 99))).Status);
        Assert.Equal((400, "Secret already exists in region 'local'. Cannot change region to 'us-east'."), await PutAsync(Set, """{"secretKey":"A","secretValue":"1","region":"us-east"}""") is var moved ? (moved.Status, moved.Error) : default);
        for (var i = 1; i < 100; i++)
        {
            Assert.Equal(202, (await PutAsync($"/v1/secrets/set-{i}", One("A", "1"))).Status);
        }

        Assert.Equal((400, "There are 100 sets already; delete one first"), await PutAsync("/v1/secrets/set-100", One("A", "1")) is var most ? (most.Status, most.Error) : default);

        static string One(string key, string value) => $$"""{"secretKey":"{{key}}","secretValue":"{{value}}"}""";
        static string Many(string key, int count) => $$"""{"secrets":[{{string.Join(',', Enumerable.Range(0, count).Select(i => One($"{key}{i}", "v")))}}]}""";
    }

    [Fact]
    public async Task Put_ManyAtOnce_LosesNone()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => PutAsync(Set, $$"""{"secretKey":"K{{i}}","secretValue":"{{i}}"}""")));

        Assert.All(answers, a => Assert.True(a.Status is 202 or 409, a.Text));
        Assert.Equal(answers.Count(a => a.Status is 202), (await _server.GetAsync(Set)).Json.GetProperty("secrets").GetArrayLength());
    }

    [Fact]
    public async Task KeysOfCertainAgentsAndPublicOnes_ReachNoSecrets()
    {
        await PutAsync(Set, """{"secretKey":"A","secretValue":"1"}""");
        var scoped = (await _server.PostAsync("/v1/organizations/parley/apiKeys", """{"name":"x","type":"private","agents":["outbound"]}""")).Json.GetProperty("key").GetString()!;

        foreach (var (method, path) in ((HttpMethod, string)[])[(HttpMethod.Get, "/v1/secrets"), (HttpMethod.Get, Set), (HttpMethod.Put, Set), (HttpMethod.Delete, Set), (HttpMethod.Delete, $"{Set}/A"), (HttpMethod.Get, "/v1/organizations/parley/secrets/clinic")])
        {
            Assert.Equal(403, (await _server.SendAsync(method, path, scoped, """{"secretKey":"B","secretValue":"1"}""")).Status);
            Assert.Equal(401, (await _server.SendAsync(method, path, TestServer.PublicKey, """{"secretKey":"B","secretValue":"1"}""")).Status);
            Assert.Equal(401, (await _server.SendAsync(method, path, null, """{"secretKey":"B","secretValue":"1"}""")).Status);
        }

        Assert.Equal("""[{"fieldName":"A"}]""", (await _server.GetAsync(Set)).Json.GetProperty("secrets").GetRawText());
    }

    [Fact]
    public async Task Changes_AreInTheTrail()
    {
        await PutAsync(Set, """{"secretKey":"A","secretValue":"1"}""");
        await _server.DeleteAsync($"{Set}/A");
        await _server.DeleteAsync(Set);

        var trail = (await _server.GetAsync("/v1/organizations/parley/audit")).Json.GetProperty("audit").EnumerateArray().ToList();

        Assert.Equal(
            ["DELETE set=clinic 200", "DELETE set=clinic key=A 200", "PUT set=clinic 202"],
            trail.Select(e => $"{e.GetProperty("method").GetString()} {e.GetProperty("target").GetString()} {e.GetProperty("status").GetInt32()}"));
    }

    [Fact]
    [Contract("1.3 PCC-1001")]
    public async Task Agent_WhoseSetIsGone_IsNotReadyUntilItIsThere()
    {
        Assert.Equal((404, "NOT_FOUND", "Secret set not found"), await _server.PostAsync("/v1/agents/outbound", """{"secretSet":"clinic"}""") is var none ? (none.Status, none.Code, none.Error) : default);
        await PutAsync(Set, """{"secretKey":"A","secretValue":"1"}""");
        var named = (await _server.PostAsync("/v1/agents/outbound", """{"secretSet":"clinic"}""")).Json;
        Assert.Equal(("clinic", true), (named.GetProperty("deployment").GetProperty("manifest").GetProperty("spec").GetProperty("envFromSecretNames")[0].GetString(), named.GetProperty("ready").GetBoolean()));

        await _server.DeleteAsync(Set);
        var refused = await _server.StartAgentAsync("""{"createDailyRoom":true}""");
        var agent = (await _server.GetAsync("/v1/agents/outbound")).Json;
        var rooms = (await _server.GetAsync("/v1/rooms")).Json.GetProperty("total_count").GetInt32();
        await PutAsync(Set, """{"secretKey":"A","secretValue":"2"}""");
        var started = await _server.StartAgentAsync("{}");

        Assert.Equal(
            (400, "PCC-1001", "Attempt to start agent when deployment is not in ready state. Is your image pull secret valid?"), (refused.Status, refused.Code, refused.Error));
        Assert.Equal((false, false, false, 0), (agent.GetProperty("ready").GetBoolean(), agent.GetProperty("available").GetBoolean(), agent.GetProperty("activeDeploymentReady").GetBoolean(), agent.GetProperty("activeSessionCount").GetInt32()));
        Assert.Equal(0, rooms);
        Assert.Equal(200, started.Status);
        Assert.Equal("2", Assert.Single(await _server.Runner.StartedAsync()).Secrets["A"]);
    }

    [Fact]
    public async Task Restart_KeepsThem()
    {
        await PutAsync(Set, $$"""{"secretKey":"A","secretValue":"{{Value}}"}""");
        await _server.DisposeAsync();
        _server = await TestServer.StartAsync(_folder, ("Agents:0:Name", "other"), ("Agents:0:SecretSet", "clinic"));

        await _server.StartSessionAsync("other");

        Assert.Equal(JsonSerializer.Serialize(new Dictionary<string, string> { ["A"] = Value }), JsonSerializer.Serialize(Assert.Single(await _server.Runner.StartedAsync()).Secrets));
    }

    private Task<TestServer.Answer> PutAsync(string path, string json) => _server.SendAsync(HttpMethod.Put, path, TestServer.PrivateKey, json);
}
