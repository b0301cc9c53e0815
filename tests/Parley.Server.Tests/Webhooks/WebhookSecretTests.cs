using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;
using Parley.Server.Webhooks;

namespace Parley.Server.Tests.Webhooks;

/// <summary>How the secrets of webhooks lie in the database.</summary>
public sealed class WebhookSecretTests : IDisposable
{
    private const string Hmac = "c2VjcmV0IG9mIHRoZSB3ZWJob29r";
    private const string BasicAuth = "user:swordfish";

    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Contract("6.6 POST /webhooks")]
    [Contract("6.6 signature")]
    public async Task Secrets_AreEncryptedInTheDatabaseAndReadAfterARestart()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        Guid id;
        await using (var before = await TestServer.StartAsync(_folder))
        {
            id = await CreateAsync(before, receiver);
            var row = await RowAsync(before);
            Assert.All((string[])[row.Hmac, row.BasicAuth!], kept => Assert.DoesNotContain("c2Vjcm", kept, StringComparison.Ordinal));
            Assert.DoesNotContain("swordfish", row.BasicAuth, StringComparison.Ordinal);
            Assert.NotEqual(row.Hmac, row.BasicAuth);
            await before.StopAsync();
        }

        await using var server = await TestServer.StartAsync(_folder);
        var shown = (await server.GetAsync($"/v1/webhooks/{id}")).Json;
        await server.HappensAsync("room", "1");
        var told = (await receiver.NextAsync(1))[0];

        Assert.Equal((Hmac, BasicAuth), (shown.GetProperty("hmac").GetString(), shown.GetProperty("basicAuth").GetString()));
        Assert.Equal($"Basic {Convert.ToBase64String("user:swordfish"u8)}", told.Headers["Authorization"]);
        Assert.True(WebhookSignature.Verify(Hmac, told.Headers[WebhookSignature.TimestampHeader], told.Headers[WebhookSignature.SignatureHeader], told.Body, TestServer.Now));
    }

    [Fact]
    [Contract("6.6 POST /webhooks/:uuid")]
    public async Task Secrets_UpdatedOrLeftAlone_StayEncrypted()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var id = await CreateAsync(server, receiver);

        await server.PostAsync($"/v1/webhooks/{id}", """{"hmac":"bmV3IHNlY3JldA=="}""");
        var row = await RowAsync(server);
        var shown = (await server.GetAsync($"/v1/webhooks/{id}")).Json;

        Assert.DoesNotContain("bmV3", row.Hmac, StringComparison.Ordinal);
        Assert.DoesNotContain("swordfish", row.BasicAuth, StringComparison.Ordinal);
        Assert.Equal(("bmV3IHNlY3JldA==", BasicAuth), (shown.GetProperty("hmac").GetString(), shown.GetProperty("basicAuth").GetString()));
    }

    [Fact]
    public async Task Secrets_WhoseKeyIsLost_SendNothingUnsignedUntilGivenAgain()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        Guid id;
        await using (var before = await TestServer.StartAsync(_folder))
        {
            id = await CreateAsync(before, receiver);
            await before.Services.GetRequiredService<Database>().WriteAsync(db => db.KeyRing.ExecuteDeleteAsync(Stop), Stop);
            await before.StopAsync();
        }

        await using var server = await TestServer.StartAsync(_folder);
        await server.HappensAsync("room", "1");
        var failed = (await server.UntilFailedAsync(id, 1))[0];
        var shown = await server.GetAsync($"/v1/webhooks/{id}");
        var refused = await server.PostAsync($"/v1/webhooks/{id}", "{}");

        Assert.Contains("hmac cannot be read", failed.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal((200, null, null), (shown.Status, shown.Json.GetProperty("hmac").GetString(), shown.Json.GetProperty("basicAuth").GetString()));
        Assert.Equal((400, "invalid-request-error"), (refused.Status, refused.Error));

        await server.PostAsync($"/v1/webhooks/{id}", $$"""{"hmac":"{{Hmac}}","basicAuth":null}""");
        var told = (await receiver.NextAsync(1))[0];

        Assert.Equal("1", told.Words());
        Assert.True(WebhookSignature.Verify(Hmac, told.Headers[WebhookSignature.TimestampHeader], told.Headers[WebhookSignature.SignatureHeader], told.Body, TestServer.Now));
    }

    private static async Task<Guid> CreateAsync(TestServer server, WebhookReceiver receiver)
        => (await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","hmac":"{{Hmac}}","basicAuth":"{{BasicAuth}}"}""")).Json.GetProperty("uuid").GetGuid();

    private static Task<Webhook> RowAsync(TestServer server) => server.Services.GetRequiredService<Database>().ReadAsync(db => db.Webhooks.SingleAsync(Stop), Stop);
}
