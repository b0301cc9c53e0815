using System.Text.Json;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Dialin;

/// <summary><c>/v1/domain-dialin-config</c> and <c>/v1/</c> (contract 7.3).</summary>
public sealed class DialinConfigTests : IDisposable
{
    private const string Hmac = "c2VjcmV0IG9mIHRoZSB3ZWJob29r";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Contract("7.3 POST /domain-dialin-config")]
    [Contract("7.3 GET /domain-dialin-config")]
    [Contract("7.3 GET /domain-dialin-config/:id")]
    [Contract("7.3 PUT /domain-dialin-config/:id")]
    [Contract("7.3 DELETE /domain-dialin-config/:id")]
    [Contract("7.3 number bound once")]
    public async Task Config_MadeShownReplacedRemoved()
    {
        await using var server = await TestServer.StartAsync(_folder);
        const string Path = "/v1/domain-dialin-config";

        var made = await server.PostAsync(
            Path, $$$"""{"type":"pinless_dialin","phone_number":"+15550001111","room_creation_api":"http://a.test/hook","name_prefix":"calls-","timeout_config":{"message":"Sorry.","timeout":20}}""");
        Assert.Equal(200, made.Status);
        var (id, config) = (made.Json.GetProperty("id").GetGuid(), made.Json.GetProperty("config"));
        Assert.Equal("pinless_dialin", made.Json.GetProperty("type").GetString());
        Assert.Equal(
            ("+15550001111", "http://a.test/hook", "calls-", "Sorry.", 20),
            (Text(config, "phone_number"), Text(config, "room_creation_api"), Text(config, "name_prefix"), Text(config.GetProperty("timeout_config"), "message"), config.GetProperty("timeout_config").GetProperty("timeout").GetDouble()));
        Assert.Equal(32, Convert.FromBase64String(Text(config, "hmac")).Length);
        Assert.StartsWith("sip:pinless-", Text(config, "sip_uri"), StringComparison.Ordinal);

        server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(400, (await server.PostAsync(Path, """{"type":"pinless_dialin","phone_number":"+15550001111","room_creation_api":"http://b.test/"}""")).Status);
        var second = (await server.PostAsync(Path, """{"type":"pinless_dialin","room_creation_api":"http://b.test/"}""")).Json.GetProperty("id").GetGuid();
        var list = (await server.GetAsync(Path)).Json;
        Assert.Equal((2, id), (list.GetProperty("total_count").GetInt32(), list.GetProperty("data")[0].GetProperty("id").GetGuid()));
        Assert.Equal(second, (await server.GetAsync($"{Path}?limit=1&starting_after={id}")).Json.GetProperty("data")[0].GetProperty("id").GetGuid());

        var put = await server.SendAsync(HttpMethod.Put, $"{Path}/{id}", TestServer.PrivateKey, new StringContent("""{"phone_number":"+15550001112","room_creation_api":"http://c.test/"}"""));
        var shown = (await server.GetAsync($"{Path}/{id}")).Json.GetProperty("config");
        Assert.Equal(200, put.Status);
        Assert.Equal(
            ("+15550001112", "http://c.test/", Text(config, "hmac"), Text(config, "sip_uri")),
            (Text(shown, "phone_number"), Text(shown, "room_creation_api"), Text(shown, "hmac"), Text(shown, "sip_uri")));
        Assert.Equal(400, (await server.SendAsync(HttpMethod.Put, $"{Path}/{second}", TestServer.PrivateKey, new StringContent("""{"phone_number":"+15550001112","room_creation_api":"http://c.test/"}"""))).Status);

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Delete, $"{Path}/{id}", TestServer.PrivateKey)).Status);
        Assert.Equal(404, (await server.GetAsync($"{Path}/{id}")).Status);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Delete, $"{Path}/nonsense", TestServer.PrivateKey)).Status);
    }

    [Theory]
    [Contract("7.3 POST /domain-dialin-config")]
    [InlineData("""{"room_creation_api":"http://a.test/"}""", "type must be")]
    [InlineData("""{"type":"pin_dialin","room_creation_api":"http://a.test/"}""", "PINs")]
    [InlineData("""{"type":"pinless_dialin"}""", "room_creation_api must be an http")]
    [InlineData("""{"type":"pinless_dialin","room_creation_api":"http://a.test/","phone_number":"12"}""", "E.164")]
    [InlineData("""{"type":"pinless_dialin","room_creation_api":"http://a.test/","hold_music_url":"http://a.test/x.mp3"}""", "no decoder for MP3")]
    [InlineData("""{"type":"pinless_dialin","room_creation_api":"http://a.test/","timeout_config":{"timeout":1}}""", "5 to 120")]
    [InlineData("""{"type":"pinless_dialin","room_creation_api":"http://a.test/","hmac":"?"}""", "base64")]
    [InlineData("""{"type":"pinless_dialin","room_creation_api":"http://a.test/","colour":"red"}""", "unknown property 'colour'")]
    public async Task Config_WrongRequest_Is400ThatSaysWhatIsWrong(string body, string text)
    {
        await using var server = await TestServer.StartAsync(_folder);

        var answer = await server.PostAsync("/v1/domain-dialin-config", body);

        Assert.Equal((400, "invalid-request-error"), (answer.Status, answer.Error));
        Assert.Contains(text, answer.Json.GetProperty("info").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    [Contract("7.3 pinless_dialin of the domain")]
    [Contract("4.2 GET /")]
    [Contract("4.2 POST /")]
    [Contract("7.3 interconnect address")]
    public async Task Domain_PinlessDialin_IsReplacedWhole()
    {
        await using var server = await TestServer.StartAsync(_folder);

        var first = await SetAsync($$"""[{"phone_number":"+15550001111","room_creation_api":"http://a.test/","hmac":"{{Hmac}}"},{"room_creation_api":"http://b.test/"}]""");
        var second = await SetAsync("""[{"phone_number":"+15550001111","room_creation_api":"http://c.test/"}]""");
        var shown = (await server.GetAsync("/v1/")).Json.GetProperty("config").GetProperty("pinless_dialin");

        Assert.Equal((2, Hmac), (first.GetArrayLength(), Text(first[0], "hmac")));
        Assert.Equal((1, "http://c.test/"), (second.GetArrayLength(), Text(second[0], "room_creation_api")));
        Assert.NotEqual(Hmac, Text(second[0], "hmac"));   // Made anew when it is left out.
        Assert.Equal(Text(first[0], "sip_uri"), Text(second[0], "sip_uri"));   // The address goes on.
        Assert.Equal(second.GetRawText(), shown.GetRawText());
        var addresses = await SetAsync("""[{"room_creation_api":"http://a.test/"},{"room_creation_api":"http://b.test/"}]""");
        var kept = await SetAsync("""[{"room_creation_api":"http://c.test/"},{"room_creation_api":"http://d.test/"},{"room_creation_api":"http://e.test/"}]""");
        Assert.Equal(addresses.EnumerateArray().Select(one => Text(one, "sip_uri")), kept.EnumerateArray().Take(2).Select(one => Text(one, "sip_uri")));
        Assert.Equal(3, kept.EnumerateArray().Select(one => Text(one, "sip_uri")).Distinct().Count());
        Assert.Equal(400, (await server.PostAsync("/v1/", """{"properties":{"pinless_dialin":[{"phone_number":"+15550001111","room_creation_api":"http://a.test/"},{"phone_number":"+15550001111","room_creation_api":"http://b.test/"}]}}""")).Status);
        await SetAsync("""[{"phone_number":"+15550001111","room_creation_api":"http://c.test/"}]""");
        Assert.Equal(400, (await server.PostAsync("/v1/", """{"properties":{"pinless_dialin":7}}""")).Status);
        Assert.Equal(400, (await server.PostAsync("/v1/", """{"properties":{"pinless_dialin":[7]}}""")).Status);
        Assert.Equal(1, (await server.GetAsync("/v1/")).Json.GetProperty("config").GetProperty("pinless_dialin").GetArrayLength());

        async Task<JsonElement> SetAsync(string list)
        {
            var answer = await server.PostAsync("/v1/", $$$"""{"properties":{"pinless_dialin":{{{list}}}}}""");
            Assert.True(answer.Status == 200, answer.Json.GetRawText());
            return answer.Json.GetProperty("config").GetProperty("pinless_dialin");
        }
    }

    private static string Text(JsonElement json, string name) => json.GetProperty(name).GetString()!;
}
