using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Whatever is posted to the routes of rooms, the answer is one of the contract's and never a fault of the server.</summary>
public sealed class HostileRoomTests : IAsyncLifetime
{
    private static readonly string[] s_routes =
    [
        "/v1/rooms", "/v1/rooms/x", "/v1/rooms/x/send-app-message", "/v1/rooms/x/eject", "/v1/rooms/x/update-permissions", "/v1/rooms/x/set-session-data", "/v1/rooms/x/recordings/start",
        "/v1/rooms/x/recordings/stop", "/v1/rooms/x/dialOut/start", "/v1/rooms/x/dialOut/stop", "/v1/rooms/x/dialOut/sendDTMF", "/v1/rooms/x/sipCallTransfer", "/v1/rooms/x/sipRefer", "/v1/meeting-tokens",
    ];

    private static readonly string[] s_names =
    [
        "name", "privacy", "properties", "exp", "nbf", "sip", "num_endpoints", "permissions", "canSend", "canReceive", "base", "data", "recipient", "ids", "user_ids", "ban", "mergeStrategy", "keysToDelete",
        "phoneNumber", "sipUri", "callerId", "extension", "waitBeforeExtensionDialSec", "codecs", "audio", "provider", "sessionId", "tones", "digitDurationMs", "toEndPoint", "room_name", "user_id", "*", "instanceId",
    ];

    private static readonly string[] s_values =
    [
        "null", "true", "false", "0", "-1", "1e400", "9e99", "12345678901234567890", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "\"+15551230001\"", "\"sip:a@b\"", "\"sip:\"", "\"public\"", "\"'; DROP TABLE rooms; --\"",
        "\"shallow-merge\"", "[]", "{}", "[[]]", "\"\\r\\nX: 1\"",
    ];

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(_folder);
        await _server.PostAsync("/v1/rooms", """{"name":"x","properties":{"enable_dialout":true}}""");
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Post_AnyBody_IsAnsweredInTheContractsShape()
    {
        var value = Gen.Sized(size => Value(Math.Min(size / 20, 3)));
        var bodies = Gen.OneOf(value, value.Select(json => json.Length > 1 ? json[..(json.Length / 2)] : json));
        foreach (var (route, body) in Gen.Zip(Gen.Elements(s_routes), bodies).Sample(1_500, 60))
        {
            using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            var answer = await _server.SendAsync(HttpMethod.Post, route, TestServer.PrivateKey, content);

            Assert.True(answer.Status is 200 or 400 or 404, $"{route} {body}: {answer.Status}");
            Assert.True(answer.Status == 200 || answer.Refusal.Info.Length > 0, $"{route} {body}");
        }
    }

    [Theory]
    [Contract("4.1 not-found")]
    [InlineData("/v1/rooms/..%2f..%2fetc")]
    [InlineData("/v1/rooms/'%20OR%201=1")]
    [InlineData("/v1/rooms/%0d%0aX:%201")]
    public async Task Get_NameThatIsNone_IsNotFoundAndNotRepeatedAtLength(string path)
    {
        var answer = await _server.GetAsync(path);

        Assert.InRange(answer.Status, 400, 404);
        Assert.Equal(JsonValueKind.String, answer.Json.GetProperty("info").ValueKind);
    }

    private static Gen<string> Value(int depth) => depth == 0
        ? Gen.Elements(s_values)
        : Gen.OneOf(
            Gen.Elements(s_values),
            Value(depth - 1).ArrayOf().Select(items => $"[{string.Join(',', items.Take(4))}]"),
            Gen.Zip(Gen.Elements(s_names), Value(depth - 1)).ArrayOf().Select(fields => $"{{{string.Join(',', fields.Take(6).Select(field => $"\"{field.Item1}\":{field.Item2}"))}}}"));
}
