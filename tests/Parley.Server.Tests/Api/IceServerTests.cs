using Parley.Server.Api;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

public sealed class IceServerTests
{
    [Fact]
    [Contract("1.1 enableDefaultIceServers")]
    [Contract("1.2 iceConfig")]
    public async Task Start_IceServersAsked_AnswersThemWithCredentialsForAWhile()
    {
        using var folder = new TempFolder();
        await using var server = await TestServer.StartAsync(
            folder, ("IceServers:0:Urls:0", "stun:stun.example.com:3478"), ("IceServers:1:Urls:0", "turn:turn.example.com:3478?transport=udp"),
            ("IceServers:1:Secret", "north"), ("IceServers:1:Username", "parley"), ("IceServers:1:Lifetime", "01:00:00"));

        var asked = await server.StartAgentAsync("""{"enableDefaultIceServers":true}""");
        var unasked = await server.StartAgentAsync("{}");

        var servers = asked.Json.GetProperty("iceConfig").GetProperty("iceServers");
        Assert.Equal("""{"urls":["stun:stun.example.com:3478"]}""", servers[0].GetRawText());
        var username = $"{TestServer.Now.AddHours(1).ToUnixTimeSeconds()}:parley";
        Assert.Equal((username, IceServers.CredentialOf("north", username)), (servers[1].GetProperty("username").GetString(), servers[1].GetProperty("credential").GetString()));
        Assert.False(unasked.Json.TryGetProperty("iceConfig", out _));
    }

    /// <summary>The value that <c>printf %s 1433895918:ninefingers | openssl dgst -sha1 -hmac north -binary | base64</c> gives.</summary>
    [Fact]
    public void CredentialOf_KnownSecret_IsWhatOpensslMakes() => Assert.Equal(OpensslMade, IceServers.CredentialOf("north", "1433895918:ninefingers"));

    private const string OpensslMade = "jy8hTxmOO7UtEKXqSkSlvakPVYA=";
}
