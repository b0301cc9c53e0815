using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Parley.EndToEnd.Tests.Peers;

namespace Parley.EndToEnd.Tests.Calls;

/// <summary>Calls of sipp that wait for a room, and calls of sipp straight to a room.</summary>
public sealed class PinlessTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NumberBoundToTheOwnWebhook_AgentTalksToTheCaller()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take(), new Dictionary<string, string> { ["Parley__Dialin__RingFor"] = "00:00:01" });
        await PostAsync(server, "/v1/domain-dialin-config", new()
        {
            ["type"] = "pinless_dialin",
            ["phone_number"] = ParleyServer.Number,
            ["room_creation_api"] = $"{server.Http.BaseAddress}v1/public/webhooks/parley/inbound/dialin",
        });
        await using var caller = Sipp.Caller("uac_dialin.xml", server.SipPort, ParleyServer.Number);

        await caller.PassedAsync(Cancellation);

        var session = Assert.Single(await server.ListSessionsAsync("inbound"));
        await server.WaitForEndAsync(session, "inbound");
        var actions = (await server.GetEventsAsync(session, "inbound")).Select(e => (string)e["action"]!).ToList();
        string[] expected = ["dialin-ready", "dialin-connected", "participant-joined", "dialin-stopped", "participant-left"];
        Assert.Equal(expected, actions.Where(expected.Contains));
        Assert.Contains("bot-started-speaking", actions);
        Assert.Contains("SIP/2.0 180", caller.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WebhookThatCannotBeReached_CallerIsAnsweredAndHungUpOnWithTheCause()
    {
        await using var server = await ParleyServer.StartAsync(
            FreePorts.Take(), new Dictionary<string, string> { ["Parley__Dialin__RingFor"] = "00:00:01", ["Parley__Dialin__Message"] = "Please call again later." });
        await PostAsync(server, "/v1/domain-dialin-config", new()
        {
            ["type"] = "pinless_dialin",
            ["phone_number"] = ParleyServer.Number,
            ["room_creation_api"] = $"http://127.0.0.1:{FreePorts.Take()}/",
        });
        await using var caller = Sipp.Caller("uac_wait_bye.xml", server.SipPort, ParleyServer.Number);

        await caller.PassedAsync(Cancellation);

        Assert.Contains("Reason: Q.850;cause=41", caller.Messages, StringComparison.Ordinal);
        Assert.Empty(await server.ListSessionsAsync("inbound"));
    }

    [Fact]
    public async Task AddressOfARoom_CallerComesInAndLeaves()
    {
        await using var server = await ParleyServer.StartAsync(FreePorts.Take());
        await PostAsync(server, "/v1/rooms", new() { ["name"] = "desk", ["properties"] = new JsonObject { ["sip"] = new JsonObject() } });
        await using var caller = Sipp.Caller("uac_dialin.xml", server.SipPort, "desk.0");
        var present = 0;
        while (present == 0)
        {
            using var asked = ParleyServer.Authorized(HttpMethod.Get, "/v1/rooms/desk/presence", ParleyServer.PrivateKey);
            using var response = await server.Http.SendAsync(asked, Cancellation);
            present = (int)(await response.Content.ReadFromJsonAsync<JsonObject>(Cancellation))!["total_count"]!;
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }

        await caller.PassedAsync(Cancellation);
        Assert.Equal(1, present);
    }

    private static async Task PostAsync(ParleyServer server, string path, JsonObject body)
    {
        using var message = ParleyServer.Authorized(HttpMethod.Post, path, ParleyServer.PrivateKey);
        message.Content = JsonContent.Create(body);
        using var response = await server.Http.SendAsync(message, Cancellation);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Cancellation));
    }
}
