using System.Text.Json;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Contract 4.1 to 4.4: rooms are made, seen, changed and deleted over HTTP.</summary>
public sealed class RoomTests : IAsyncLifetime
{
    private static readonly long s_now = TestServer.Now.ToUnixTimeSeconds();

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("Sip:Domain", "sip.example.test"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("4.2 POST /rooms")]
    [Contract("4.2 GET /rooms/:name")]
    [Contract("4.3 enable_dialout")]
    [Contract("4.3 stored and echoed")]
    public async Task Create_WithProperties_IsShownWithWhatIsNotAsByDefault()
    {
        var made = await _server.PostAsync(
            "/v1/rooms", """{"name":"my-room_1","privacy":"private","properties":{"enable_dialout":true,"enable_chat":false,"geo":"us-west-2","max_participants":200,"start_video_off":true}}""");
        var seen = await _server.GetAsync("/v1/rooms/my-room_1");

        Assert.Equal((200, 200), (made.Status, seen.Status));
        Assert.Equal(made.Json.GetRawText(), seen.Json.GetRawText());
        Assert.True(Guid.TryParse(made.Json.GetProperty("id").GetString(), out _));
        Assert.Equal(("my-room_1", true, "private"), (Text(made, "name"), made.Json.GetProperty("api_created").GetBoolean(), Text(made, "privacy")));
        Assert.Equal($"{_server.Client.BaseAddress}my-room_1", Text(made, "url"));
        Assert.Equal(TestServer.Now, made.Json.GetProperty("created_at").GetDateTimeOffset());
        Assert.Equal("""{"enable_dialout":true,"geo":"us-west-2","start_video_off":true}""", made.Json.GetProperty("config").GetRawText());
    }

    [Fact]
    [Contract("4.2 name rule")]
    public async Task Create_Names_AreRandomOrByTheRule()
    {
        var made = await _server.SendAsync(HttpMethod.Post, "/v1/rooms", TestServer.PrivateKey);

        Assert.Matches("^[A-Za-z0-9]{20}$", Text(made, "name"));
        foreach (var name in (string[])["", "a b", "a/b", "ä", "..", new string('x', 129)])
        {
            var refused = await _server.PostAsync("/v1/rooms", $$"""{"name":{{JsonSerializer.Serialize(name)}}}""");
            Assert.Equal((400, "invalid-request-error", "name: expected 1 to 128 letters, digits, hyphens and underscores"), refused.Refusal);
        }

        Assert.Equal(200, (await _server.PostAsync("/v1/rooms", $$"""{"name":"{{new string('x', 128)}}"}""")).Status);
    }

    [Fact]
    [Contract("4.2 duplicate name")]
    public async Task Create_NameThatIsTaken_IsRefusedUntilItIsFree()
    {
        await _server.PostAsync("/v1/rooms", """{"name":"x"}""");

        Assert.Equal((400, "invalid-request-error", "a room named x already exists"), (await _server.PostAsync("/v1/rooms", """{"name":"x"}""")).Refusal);
        await _server.DeleteAsync("/v1/rooms/x");
        Assert.Equal(200, (await _server.PostAsync("/v1/rooms", $$$"""{"name":"x","properties":{"exp":{{{s_now + 60}}}}}""")).Status);
        _server.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(200, (await _server.PostAsync("/v1/rooms", """{"name":"x"}""")).Status);
    }

    [Theory]
    [Contract("4.1 invalid-request-error")]
    [Contract("4.3 unknown property")]
    [Contract("4.3 exp in the past")]
    [InlineData("""{"properties":{"enable_dailout":true}}""", "properties has the unknown property 'enable_dailout'; did you mean 'enable_dialout'?")]
    [InlineData("""{"properties":{"exp":1742353929}}""", "properties.exp is in the past")]
    [InlineData("""{"properties":{"sip":{"num_endpoints":0}}}""", "properties.sip.num_endpoints: expected a whole number from 1 to 20")]
    [InlineData("""{"properties":{"geo":"moon"}}""", "properties.geo: expected one of af-south-1")]
    [InlineData("""{"properties":{"permissions":{"canSend":["voice"]}}}""", "properties.permissions.canSend: expected true, false, or a list of microphone")]
    [InlineData("""{"privacy":"secret"}""", "privacy: expected one of public, private")]
    [InlineData("""{"name":7}""", "name: expected a string")]
    public async Task Create_Wrong_IsRefusedWithTheField(string body, string text)
    {
        var refused = await _server.PostAsync("/v1/rooms", body);

        Assert.Equal((400, "invalid-request-error"), (refused.Status, refused.Error));
        Assert.StartsWith(text, refused.Refusal.Info, StringComparison.Ordinal);
    }

    [Fact]
    [Contract("4.1 authentication-error")]
    [Contract("4.1 authorization-header-error")]
    [Contract("4.1 json-parsing-error")]
    [Contract("4.1 not-found")]
    public async Task Requests_OfNoUse_GetTheirKindOfError()
    {
        Assert.Equal((401, "authentication-error"), Kind(await _server.PostAsync("/v1/rooms", "{}", TestServer.PublicKey)));
        Assert.Equal((400, "authorization-header-error"), Kind(await _server.PostAsync("/v1/rooms", "{}", key: null)));
        Assert.Equal((400, "json-parsing-error"), Kind(await _server.PostAsync("/v1/rooms", "{'name':'x'}")));
        Assert.Equal((400, "json-parsing-error"), Kind(await _server.PostAsync("/v1/rooms", """{"name":"\ud800"}""")));
        Assert.Equal((404, "not-found"), Kind(await _server.GetAsync("/v1/rooms/nowhere")));
        Assert.Equal((404, "not-found"), Kind(await _server.PostAsync("/v1/rooms/nowhere/eject", "{}")));
        Assert.Equal((413, "invalid-request-error"), Kind(await _server.PostAsync("/v1/rooms", $$"""{"name":"{{new string('x', 70_000)}}"}""")));

        static (int, string) Kind(TestServer.Answer answer) => (answer.Status, answer.Error);
    }

    [Fact]
    [Contract("4.2 GET /rooms")]
    [Contract("4.2 GET /rooms paging")]
    public async Task List_ManyRooms_PagesFromTheNewest()
    {
        var ids = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            ids.Add(Text(await _server.PostAsync("/v1/rooms", $$"""{"name":"r{{i}}"}"""), "id"));
        }

        await _server.DeleteAsync("/v1/rooms/r4");

        Assert.Equal("4: r3 r2 r1 r0", Names(await _server.GetAsync("/v1/rooms")));
        Assert.Equal("4: r3 r2", Names(await _server.GetAsync("/v1/rooms?limit=2")));
        Assert.Equal("4: r1 r0", Names(await _server.GetAsync($"/v1/rooms?limit=2&starting_after={ids[2]}")));
        Assert.Equal("4: r2 r1", Names(await _server.GetAsync($"/v1/rooms?limit=2&ending_before={ids[0]}")));
        Assert.Equal(400, (await _server.GetAsync("/v1/rooms?limit=101")).Status);
        Assert.Equal(400, (await _server.GetAsync("/v1/rooms?starting_after=r1")).Status);

        static string Names(TestServer.Answer page) =>
            $"{page.Json.GetProperty("total_count")}: {string.Join(' ', page.Json.GetProperty("data").EnumerateArray().Select(room => room.GetProperty("name").GetString()))}";
    }

    [Fact]
    [Contract("4.2 POST /rooms/:name")]
    [Contract("4.2 POST /rooms/:name null resets")]
    public async Task Update_GivenAndNull_ChangesAndResets()
    {
        await _server.PostAsync("/v1/rooms", """{"name":"x","properties":{"enable_dialout":true,"lang":"de"}}""");

        var changed = await _server.PostAsync("/v1/rooms/x", """{"privacy":"private","properties":{"enable_dialout":null,"max_participants":3}}""");
        var refused = await _server.PostAsync("/v1/rooms/x", """{"properties":{"no_such":null}}""");

        Assert.Equal(("private", """{"lang":"de","max_participants":3}"""), (Text(changed, "privacy"), changed.Json.GetProperty("config").GetRawText()));
        Assert.Equal((400, "properties has the unknown property 'no_such'"), (refused.Status, refused.Refusal.Info));
        Assert.Equal(changed.Json.GetRawText(), (await _server.GetAsync("/v1/rooms/x")).Json.GetRawText());
        Assert.Equal(404, (await _server.PostAsync("/v1/rooms/y", "{}")).Status);
    }

    [Fact]
    [Contract("4.2 DELETE /rooms/:name")]
    [Contract("4.2 DELETE /rooms/:name expired")]
    [Contract("4.3 exp")]
    public async Task Delete_ThereMissingAndExpired_AreToldApart()
    {
        await _server.PostAsync("/v1/rooms", """{"name":"x"}""");
        await _server.PostAsync("/v1/rooms", $$$"""{"name":"old","properties":{"exp":{{{s_now + 60}}}}}""");
        _server.Time.Advance(TimeSpan.FromSeconds(60));

        var (deleted, again, expired) = (await _server.DeleteAsync("/v1/rooms/x"), await _server.DeleteAsync("/v1/rooms/x"), await _server.DeleteAsync("/v1/rooms/old"));

        Assert.Equal("""{"deleted":true,"name":"x"}""", deleted.Json.GetRawText());
        Assert.Equal((404, "not-found", "room x not found"), again.Refusal);
        Assert.Equal((404, "not-found", true), (expired.Status, expired.Error, expired.Json.GetProperty("deleted").GetBoolean()));
        Assert.False(again.Json.TryGetProperty("deleted", out _));
        Assert.Equal(404, (await _server.GetAsync("/v1/rooms/old")).Status);
    }

    [Fact]
    [Contract("4.3 what pipecat sends")]
    [Contract("4.4 configure() with dial-out")]
    [Contract("4.4 configure() with sip")]
    [Contract("4.3 sip")]
    [Contract("4.3 sip_uri")]
    public async Task Create_AsPipecatDoes_HasItsSipAddresses()
    {
        var made = await _server.PostAsync(
            "/v1/rooms",
            $$$$"""
            {"name":"pipecat-telephony-0a1b2c3d","privacy":"public","properties":{"exp":{{{{s_now + 7200}}}}.25,"eject_at_room_exp":true,"enable_dialout":true,"enable_chat":false,"enable_prejoin_ui":true,
             "enable_emoji_reactions":false,"start_video_off":true,"geo":null,"recordings_bucket":null,"sip_uri":null,"max_participants":null,"permissions":null,
             "sip":{"display_name":"+15557770001","video":false,"sip_mode":"dial-in","num_endpoints":2,"codecs":{"audio":["OPUS"]},"provider":"daily"}}}
            """);

        Assert.Equal(200, made.Status);
        var sip = made.Json.GetProperty("config").GetProperty("sip_uri");
        Assert.Equal("pipecat-telephony-0a1b2c3d.0@sip.example.test", sip.GetProperty("endpoint").GetString());
        Assert.Equal("pipecat-telephony-0a1b2c3d.1@sip.example.test", Assert.Single(sip.GetProperty("extra_endpoints").EnumerateArray()).GetString());
        Assert.False((await _server.PostAsync("/v1/rooms/pipecat-telephony-0a1b2c3d", """{"properties":{"sip":null}}""")).Json.GetProperty("config").TryGetProperty("sip_uri", out _));
    }

    [Fact]
    [Contract("4.2 set-session-data")]
    [Contract("4.2 get-session-data")]
    public async Task SessionData_ReplacedMergedAndDropped_IsWhatWasSet()
    {
        await _server.PostAsync("/v1/rooms", """{"name":"x"}""");

        Assert.Equal("""{"sent":"true"}""", (await _server.PostAsync("/v1/rooms/x/set-session-data", """{"data":{"a":1,"b":{"c":2}}}""")).Json.GetRawText());
        await _server.PostAsync("/v1/rooms/x/set-session-data", """{"data":{"d":3},"mergeStrategy":"shallow-merge","keysToDelete":["a"]}""");
        Assert.Equal("""{"data":{"b":{"c":2},"d":3}}""", (await _server.GetAsync("/v1/rooms/x/get-session-data")).Json.GetRawText());
        await _server.PostAsync("/v1/rooms/x/set-session-data", """{"data":{"e":4},"mergeStrategy":"replace"}""");
        Assert.Equal("""{"data":{"e":4}}""", (await _server.GetAsync("/v1/rooms/x/get-session-data")).Json.GetRawText());
        Assert.Equal(400, (await _server.PostAsync("/v1/rooms/x/set-session-data", """{"data":{},"mergeStrategy":"deep"}""")).Status);
    }

    private static string Text(TestServer.Answer answer, string name) => answer.Json.GetProperty(name).GetString()!;
}
