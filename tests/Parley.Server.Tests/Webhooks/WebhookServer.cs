using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Webhooks;

namespace Parley.Server.Tests.Webhooks;

/// <summary>What tests of webhooks do with a server.</summary>
internal static class WebhookServer
{
    public static Task<TestServer.Answer> PostAsync(this TestServer server, string path, string json, string? key = TestServer.PrivateKey)
        => server.SendAsync(HttpMethod.Post, path, key, new StringContent(json, Encoding.UTF8, "application/json"));

    /// <summary>Makes a webhook over HTTP and gives its id.</summary>
    public static async Task<Guid> AddWebhookAsync(this TestServer server, WebhookReceiver receiver, string? retry = null, params string[] types)
    {
        var request = new JsonObject { ["url"] = receiver.Url };
        if (retry is not null)
        {
            request["retryType"] = retry;
        }

        if (types.Length > 0)
        {
            request["eventTypes"] = new JsonArray([.. types.Select(t => (JsonNode)t)]);
        }

        var answer = await server.PostAsync("/v1/webhooks", request.ToJsonString());
        Assert.Equal(200, answer.Status);
        return answer.Json.GetProperty("uuid").GetGuid();
    }

    /// <summary>Has something happen in a room.</summary>
    public static Task HappensAsync(this TestServer server, string room, string what, string type = "dialout.warning")
        => server.Services.GetRequiredService<Outbox>().WriteAsync(
            () => [new WebhookEvent(type, room, new JsonObject { ["error_msg"] = what })], TestContext.Current.CancellationToken);

    /// <summary>What a webhook was told, the oldest first.</summary>
    public static async Task<List<JsonElement>> DeliveriesAsync(this TestServer server, Guid webhook, string query = "")
    {
        var answer = await server.GetAsync($"/v1/webhooks/{webhook}/deliveries{query}");
        Assert.Equal(200, answer.Status);
        return [.. answer.Json.GetProperty("data").EnumerateArray().Reverse()];
    }

    /// <summary>Waits until the deliveries of a webhook are as they should be.</summary>
    public static async Task<List<JsonElement>> UntilAsync(this TestServer server, Guid webhook, Func<List<JsonElement>, bool> isSo)
    {
        while (true)
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            if (await server.DeliveriesAsync(webhook) is var deliveries && isSo(deliveries))
            {
                return deliveries;
            }
        }
    }

    /// <summary>Waits until so many tries of the first delivery have failed and are written down.</summary>
    public static Task<List<JsonElement>> UntilFailedAsync(this TestServer server, Guid webhook, int attempts)
        => server.UntilAsync(webhook, all => all[0].GetProperty("attempts").GetInt32() == attempts && !all[0].GetProperty("inHand").GetBoolean());

    public static string Words(this Told told) => told.Json.GetProperty("payload").GetProperty("error_msg").GetString()!;
}
