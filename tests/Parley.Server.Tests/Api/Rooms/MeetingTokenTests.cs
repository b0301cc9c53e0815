using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api.Rooms;

/// <summary>Contract 4.5: meeting tokens are made and read over HTTP; those of others are taken for what they are.</summary>
public sealed class MeetingTokenTests : IAsyncLifetime
{
    private const string SigningKey = "a shared secret of some length";
    private static readonly long s_now = TestServer.Now.ToUnixTimeSeconds();

    private readonly TempFolder _folder = new();
    private TestServer _server = null!;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(_folder, ("Rooms:SigningKey", SigningKey));

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    [Contract("4.2 POST /meeting-tokens")]
    [Contract("4.2 GET /meeting-tokens/:jwt")]
    [Contract("4.5 claims")]
    [Contract("4.5 room_name")]
    [Contract("4.5 is_owner")]
    [Contract("4.5 user_name, user_id")]
    [Contract("4.5 permissions")]
    public async Task Token_OfEveryProperty_SaysThemAll()
    {
        var properties = $$$"""
            {"room_name":"x","exp":{{{s_now + 60}}},"nbf":{{{s_now - 1}}},"is_owner":true,"user_name":"Ann","user_id":"u-1","enable_screenshare":true,"start_video_off":true,"start_audio_off":false,
             "enable_recording":"cloud","start_cloud_recording":false,"start_cloud_recording_opts":{"a":1},"auto_start_transcription":false,"permissions":{"canSend":["microphone"],"canAdmin":true},
             "eject_at_token_exp":true,"eject_after_elapsed":30,"close_tab_on_exit":true,"redirect_on_meeting_exit":"https://a.test","lang":"en","knocking":false,"meeting_join_hook":"https://b.test"}
            """;

        var made = await _server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""");
        var token = made.Json.GetProperty("token").GetString()!;
        var read = await _server.GetAsync($"/v1/meeting-tokens/{token}");

        Assert.Equal(200, read.Status);
        Assert.Equal(Sorted(JsonElement.Parse(properties)), Sorted(read.Json));
        var claims = JsonElement.Parse(Base64Url.DecodeFromChars(token.Split('.')[1]));
        Assert.Equal(("x", true, "Ann", "u-1", await DomainAsync()), (claims.GetProperty("r").GetString(), claims.GetProperty("o").GetBoolean(), claims.GetProperty("u").GetString(), claims.GetProperty("ud").GetString(), claims.GetProperty("d").GetString()));

        static string Sorted(JsonElement value) => string.Join('\n', value.EnumerateObject().Select(p => $"{p.Name}={p.Value.GetRawText()}").Order(StringComparer.Ordinal));
    }

    [Fact]
    [Contract("4.5 exp")]
    [Contract("4.5 nbf")]
    [Contract("4.5 expired")]
    public async Task Token_OutOfItsTime_IsRefused()
    {
        var soon = await TokenAsync($$"""{"nbf":{{s_now + 10}}}""");
        var brief = await TokenAsync($$"""{"exp":{{s_now + 10}}}""");
        Assert.Equal((400, "invalid-request-error", "the token is refused: token not valid yet"), (await _server.GetAsync($"/v1/meeting-tokens/{soon}")).Refusal);
        Assert.Equal(200, (await _server.GetAsync($"/v1/meeting-tokens/{soon}?ignoreNbf=true")).Status);
        Assert.Equal(200, (await _server.GetAsync($"/v1/meeting-tokens/{brief}")).Status);

        _server.Time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(200, (await _server.GetAsync($"/v1/meeting-tokens/{soon}")).Status);
        Assert.Equal((400, "invalid-request-error", "the token is refused: token expired"), (await _server.GetAsync($"/v1/meeting-tokens/{brief}")).Refusal);
    }

    [Fact]
    [Contract("4.5 self-signed")]
    [Contract("4.5 forged")]
    [Contract("4.5 foreign")]
    public async Task Token_MadeByOthers_IsTakenForWhatItIs()
    {
        var domain = await DomainAsync();
        var good = $$"""{"r":"x","iat":{{s_now}},"d":"{{domain}}"}""";

        Assert.Equal("""{"room_name":"x"}""", (await ReadAsync(Sign(good, TestServer.PrivateKey))).Json.GetRawText());
        Assert.Equal(200, (await ReadAsync(Sign(good, SigningKey))).Status);
        Assert.Equal("the token is refused: not signed by this server", (await ReadAsync(Sign(good, TestServer.PublicKey))).Refusal.Info);
        Assert.Equal("the token is refused: not signed by this server", (await ReadAsync(Sign(good, SigningKey, header: """{"alg":"none"}"""))).Refusal.Info);
        Assert.Equal("the token is refused: not signed by this server", (await ReadAsync(Sign(good, SigningKey)[..^2] + "AA")).Refusal.Info);
        Assert.Equal("the token is refused: it is of another domain", (await ReadAsync(Sign($$"""{"r":"x","iat":{{s_now}},"d":"{{Guid.NewGuid()}}"}""", TestServer.PrivateKey))).Refusal.Info);
        Assert.Equal(
            "the token is refused: a token that is not of this server's making must name its room (claim r)",
            (await ReadAsync(Sign($$"""{"iat":{{s_now}},"d":"{{domain}}"}""", TestServer.PrivateKey))).Refusal.Info);
        Assert.Equal("the token is refused: claims of a wrong type", (await ReadAsync(Sign($$"""{"r":"x","d":"{{domain}}"}""", TestServer.PrivateKey))).Refusal.Info);
        Assert.Equal("the token is refused: not a token", (await ReadAsync("x")).Refusal.Info);
    }

    [Theory]
    [InlineData("""{"user_id":"0123456789012345678901234567890123456"}""", "properties.user_id is longer than 36 characters")]
    [InlineData("""{"room_name":"a b"}""", "properties.room_name is no name of a room")]
    [InlineData("""{"owner":true}""", "properties has the unknown property 'owner'")]
    [InlineData("""{"permissions":{"canFly":true}}""", "properties.permissions has an unknown permission")]
    [InlineData("""{"exp":1}""", "properties.exp is in the past")]
    public async Task Create_Wrong_IsRefused(string properties, string text)
    {
        var refused = await _server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""");

        Assert.Equal((400, "invalid-request-error"), (refused.Status, refused.Error));
        Assert.StartsWith(text, refused.Refusal.Info, StringComparison.Ordinal);
    }

    private static string Sign(string claims, string key, string header = """{"alg":"HS256","typ":"JWT"}""")
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(claims))}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.ASCII.GetBytes(signed)))}";
    }

    private async Task<string> TokenAsync(string properties) => (await _server.PostAsync("/v1/meeting-tokens", $$"""{"properties":{{properties}}}""")).Json.GetProperty("token").GetString()!;

    private Task<TestServer.Answer> ReadAsync(string token) => _server.GetAsync($"/v1/meeting-tokens/{token}");

    private async Task<string> DomainAsync() => $"{(await _server.Services.GetRequiredService<IdentityStore>().GetAsync(TestContext.Current.CancellationToken)).DomainId}";
}
