using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Sessions;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

public sealed class StartTests : IAsyncLifetime
{
    private const string Documented =
        """{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true,"exp":1924992000},"body":{"dialout_settings":[{"phoneNumber":"+15551230001","callerId":"3f0e9f5a-0000-4000-8000-000000000001"},{"sipUri":"sip:+15551230002@127.0.0.1:5080"}]}}""";

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("Agents:0:Name", "outbound"), ("Agents:0:MaxAgents", "3"));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("1.1 createDailyRoom")]
    [Contract("1.2 sessionId")]
    [Contract("1.2 dailyRoom")]
    [Contract("1.2 dailyToken")]
    [Contract("1.1 dailyRoomProperties")]
    public async Task Start_DocumentedRequest_AnswersIdRoomAndToken()
    {
        var answer = await _server.StartAgentAsync(Documented);

        Assert.Equal(200, answer.Status);
        Assert.Equal(["sessionId", "dailyRoom", "dailyToken"], answer.Json.EnumerateObject().Select(p => p.Name));
        Assert.Matches($"^{_server.Client.BaseAddress}[A-Za-z0-9]{{20}}$", answer.Json.GetProperty("dailyRoom").GetString());
        var command = Assert.Single(await _server.Runner.StartedAsync());
        Assert.Equal(answer.Json.GetProperty("sessionId").GetGuid(), command.SessionId);
        Assert.Equal("outbound", command.Agent);
        Assert.True(command.Room!.Properties.EnableDialout);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1924992000), command.Room.Properties.Expires);
    }

    [Fact]
    [Contract("4.5 is_owner")]
    [Contract("1.1 dailyMeetingTokenProperties")]
    public async Task Start_Tokens_AreOfTheRoomAndTheAgentsIsAnOwners()
    {
        var answer = await _server.StartAgentAsync(
            """{"createDailyRoom":true,"dailyMeetingTokenProperties":{"is_owner":false,"user_name":"Ann","exp":1893800000}}""");

        var signer = new MeetingTokenSigner((await _server.Services.GetRequiredService<IdentityStore>().GetAsync(TestContext.Current.CancellationToken)).TokenSecret);
        var room = Assert.Single(await _server.Runner.StartedAsync()).Room!;
        Assert.True(signer.TryRead(answer.Json.GetProperty("dailyToken").GetString()!, TestServer.Now, out var caller, out _));
        Assert.True(signer.TryRead(room.BotToken!, TestServer.Now, out var bot, out _));
        Assert.Equal((room.Name, false, "Ann", 1893800000), (caller.Room, caller.IsOwner, caller.UserName, caller.Expires!.Value.ToUnixTimeSeconds()));
        Assert.Equal((room.Name, true, TestServer.Now.AddHours(4)), (bot.Room, bot.IsOwner, bot.Expires));
    }

    [Fact]
    [Contract("1.2 room defaults")]
    public async Task Start_RoomWithoutProperties_GetsTheDefaults()
    {
        await _server.StartAgentAsync("""{"createDailyRoom":true}""");

        var properties = Assert.Single(await _server.Runner.StartedAsync()).Room!.Properties;
        Assert.Equal((TestServer.Now.AddHours(4), true, false, 200), (properties.Expires, properties.EjectAtExpiry, properties.EnableDialout, properties.MaxParticipants));
    }

    [Fact]
    public async Task Start_EmptyObject_StartsWithoutARoom()
    {
        var answer = await _server.StartAgentAsync("{}");

        Assert.Equal(200, answer.Status);
        Assert.Equal(["sessionId"], answer.Json.EnumerateObject().Select(p => p.Name));
        var command = Assert.Single(await _server.Runner.StartedAsync());
        Assert.Null(command.Room);
        Assert.Equal("{}", command.Body.GetRawText());
    }

    [Fact]
    public async Task Start_IceServersAsked_AnswersAList()
    {
        var answer = await _server.StartAgentAsync("""{"enableDefaultIceServers":true}""");

        Assert.Equal(JsonValueKind.Array, answer.Json.GetProperty("iceConfig").GetProperty("iceServers").ValueKind);
    }

    [Fact]
    [Contract("1.1 body unchanged")]
    [Contract("1.1 unknown fields ignored")]
    public async Task Start_Body_ArrivesByteForByte()
    {
        const string Body = """{ "dailout_settings" : [ {"phone_number":"+1","n":1.0e+2, "é":"\u00e9 \/ 😀"} ], "a":1, "a":2 }""";

        await _server.StartAgentAsync($$"""{"unknown":[],"body":{{Body}}   }""");

        Assert.Equal(Body, Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(Assert.Single(await _server.Runner.StartedAsync()).Body)));
    }

    [Theory]
    [InlineData(null, 401, "PCC-1002", "Attempt to start agent without public api key.")]
    [InlineData(TestServer.PrivateKey, 401, "PCC-1002", "Attempt to start agent without public api key.")]
    [InlineData("sk_unknown", 401, "PCC-1002", "Attempt to start agent without public api key.")]
    [InlineData("pk_unknown", 401, "401", "Unauthorized / token expired")]
    [InlineData("nonsense", 401, "401", "Unauthorized / token expired")]
    [Contract("1.3 PCC-1002")]
    public async Task Start_WithoutAPublicKey_IsRefused(string? key, int status, string code, string text)
    {
        var answer = await _server.StartAgentAsync("{}", key: key);

        Assert.Equal((status, code, text), (answer.Status, answer.Code, answer.Error));
        Assert.Empty(_server.Runner.Started);
    }

    [Fact]
    [Contract("1.3 401 bad key")]
    public async Task Start_OtherScheme_IsABadKey()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/public/outbound/start") { Content = new StringContent("{}") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", TestServer.PublicKey);
        using var response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(401, (int)response.StatusCode);
    }

    [Fact]
    [Contract("1.3 404")]
    public async Task Start_UnknownAgent_IsNotFound()
    {
        var answer = await _server.StartAgentAsync("{}", agent: "nobody");

        Assert.Equal((404, "404", "Service not found"), (answer.Status, answer.Code, answer.Error));
    }

    [Theory]
    [InlineData("", "has no body")]
    [InlineData("[1]", "must be a JSON object, but it is an array")]
    [InlineData("\"{}\"", "must be a JSON object, but it is the string")]
    [InlineData("null", "but it is null")]
    [InlineData("{\"a\":1", "line 1, column 7: found the end of the body")]
    [InlineData("{\n  \"body\": {},\n}", "line 3, column 1: found '}'")]
    [InlineData("{\"é\":x}", "line 1, column 6: found 'x'")]
    [InlineData("{'createDailyRoom':true}", "line 1, column 2: found ''' after {. It looks as if the shell's quoting")]
    [InlineData("'{\"createDailyRoom\":true}'", "line 1, column 1: found '''. It looks as if the shell's quoting")]
    [InlineData("{\"createDailyRoom\": true, \\\n \"body\":{}}", "line 1, column 27: found '\\' after ilyRoom\": true,. It looks as if")]
    [InlineData("{\"a\":1} x", "found 'x'")]
    [InlineData("{\"createDailyRoom\":\"yes\"}", "createDailyRoom: expected true or false, found the string \"yes\"")]
    [InlineData("{\"body\":[1]}", "body: expected an object, found an array")]
    [InlineData("{\"body\":\"x\"}", "body: expected an object, found the string \"x\"")]
    [InlineData("{\"dailyRoomProperties\":7}", "dailyRoomProperties: expected an object, found the number 7")]
    [InlineData("{\"transport\":\"pigeon\"}", "transport: expected one of daily, webrtc, websocket, found the string \"pigeon\"")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"enable_dialout\":1}}", "dailyRoomProperties.enable_dialout: expected true or false, found the number 1")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"enable_dailout\":true}}", "unknown property 'enable_dailout'; did you mean 'enable_dialout'?")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"pizza\":true}}", "unknown property 'pizza'")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"exp\":\"1924992000\"}}", "dailyRoomProperties.exp: expected a number of seconds since 1970, found the string")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"exp\":1924992000000}}", "milliseconds, perhaps?")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"exp\":1742353929}}", "dailyRoomProperties.exp is in the past: 1742353929 is 2025-03-19T03:12:09Z, and now it is 2030-01-02T03:04:05Z")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"nbf\":1924992000}}", "nbf is not before exp")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"max_participants\":0}}", "max_participants: expected a whole number from 1 to 100000")]
    [InlineData("{\"createDailyRoom\":true,\"dailyRoomProperties\":{\"sip\":true}}", "sip: expected an object, found true")]
    [InlineData("{\"createDailyRoom\":true,\"dailyMeetingTokenProperties\":{\"exp\":1742353929}}", "dailyMeetingTokenProperties.exp is in the past: 1742353929")]
    [InlineData("{\"createDailyRoom\":true,\"dailyMeetingTokenProperties\":{\"is_ower\":true}}", "did you mean 'is_owner'?")]
    [InlineData("""{"createDailyRoom":true,"dailyRoomProperties":{"\ud800":true}}""", "incomplete \\u escape")]
    [InlineData("""{"transport":"\ud800"}""", "incomplete \\u escape")]
    [Contract("1.3 400")]
    [Contract("1.1 malformed JSON")]
    public async Task Start_BadInput_IsRefusedWithWhatWasWrong(string json, string fragment)
    {
        var answer = await _server.StartAgentAsync(json);

        Assert.Equal((400, "400"), (answer.Status, answer.Code));
        Assert.True(answer.Error.Contains(fragment, StringComparison.Ordinal), answer.Error);
        Assert.Equal(answer.Error, answer.Json.GetProperty("message").GetString());
        Assert.Equal(answer.Error, answer.Json.GetProperty("info").GetString());
        Assert.Equal(400, answer.Json.GetProperty("status").GetInt32());
        Assert.Empty(_server.Runner.Started);
    }

    [Fact]
    public async Task Start_NotUtf8_IsRefused()
    {
        var answer = await _server.SendAsync(
            HttpMethod.Post, "/v1/public/outbound/start", TestServer.PublicKey, new ByteArrayContent([.. "{\"body\":{\"a\":\""u8, 0xC3, 0x28, .. "\"}}"u8]));

        Assert.Equal((400, "The request body is not UTF-8 text"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task Start_DeeplyNested_IsRefused()
    {
        var answer = await _server.StartAgentAsync($"{{\"body\":{{\"a\":{new string('[', 500)}{new string(']', 500)}}}}}");

        Assert.Equal(400, answer.Status);
        Assert.Contains("nested deeper than 64 levels", answer.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Contract("1.3 413")]
    [Contract("1.1 body limit 1 MB")]
    public async Task Start_BodyOverTheLimit_IsTooLarge(bool chunked)
    {
        var bytes = Encoding.UTF8.GetBytes($$$"""{"body":{"a":"{{{new string('x', 1024 * 1024)}}}"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/public/outbound/start") { Content = new ByteArrayContent(bytes) };
        request.Headers.Authorization = new("Bearer", TestServer.PublicKey);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        var json = JsonElement.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));

        Assert.Equal(413, (int)response.StatusCode);
        Assert.Equal(("413", "Payload Too Large"), (json.GetProperty("code").GetString(), json.GetProperty("error").GetString()));
        Assert.Empty(_server.Runner.Started);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Start_RequestFarOverTheLimit_IsTooLarge(bool chunked)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/public/outbound/start") { Content = new ByteArrayContent(new byte[3_000_000]) };
        request.Headers.Authorization = new("Bearer", TestServer.PublicKey);
        request.Headers.TransferEncodingChunked = chunked;
        using var response = await _server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(413, (int)response.StatusCode);
    }

    [Fact]
    public async Task Start_BodyAtTheLimit_Passes()
    {
        var filler = new string('x', (1024 * 1024) - """{"a":""}""".Length);

        var answer = await _server.StartAgentAsync($$$"""{"createDailyRoom":false,"body":{"a":"{{{filler}}}"}}""");

        Assert.Equal(200, answer.Status);
    }

    [Fact]
    [Contract("1.3 PCC-AGENT-AT-CAPACITY")]
    [Contract("2.7 429 at the limit")]
    public async Task Start_AtCapacity_IsRefusedAndTheSlotComesBack()
    {
        var ids = new[] { await _server.StartSessionAsync(), await _server.StartSessionAsync(), await _server.StartSessionAsync() };

        var full = await _server.StartAgentAsync("{}");
        var other = await _server.StartAgentAsync("{}", agent: "other");
        await _server.SendAsync(HttpMethod.Delete, $"/v1/agents/outbound/sessions/{ids[0]}", TestServer.PrivateKey);
        var again = await _server.StartAgentAsync("{}");

        Assert.Equal((429, "PCC-AGENT-AT-CAPACITY", "Service maximum agent instances reached"), (full.Status, full.Code, full.Error));
        Assert.Equal((200, 200), (other.Status, again.Status));
    }

    [Fact]
    [Contract("2.7 one session per slot")]
    public async Task Start_ManyAtOnce_AdmitsExactlyTheCapacity()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _server.StartAgentAsync("""{"createDailyRoom":true}""")));

        Assert.Equal(3, answers.Count(a => a.Status == 200));
        Assert.Equal(17, answers.Count(a => a.Status == 429));
        Assert.Equal(3, _server.Services.GetRequiredService<AgentCapacity>().Active("outbound"));
    }

    [Theory]
    [InlineData("GET", "/v1/public/outbound/start", 405, "Method GET is not allowed here; use POST")]
    [InlineData("POST", "/v1/public/outbound/begin", 404, "API endpoint not found")]
    [InlineData("GET", "/nowhere", 404, "API endpoint not found")]
    [Contract("1.3 envelope")]
    public async Task WrongRoute_GetsTheEnvelope(string method, string path, int status, string text)
    {
        var answer = await _server.SendAsync(new HttpMethod(method), path, TestServer.PublicKey);

        Assert.Equal((status, $"{status}", text), (answer.Status, answer.Code, answer.Error));
    }
}
