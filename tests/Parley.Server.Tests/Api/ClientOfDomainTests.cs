using System.Net;
using System.Text.Json;
using Parley.Client;
using Parley.Client.Models;
using Parley.Server.Tests.Sessions.Calls;
using Parley.Server.Tests.Webhooks;

namespace Parley.Server.Tests.Api;

/// <summary>The typed client against the server itself: rooms, calls, numbers, webhooks, secrets, the do-not-call list.</summary>
public sealed class ClientOfDomainTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private TestServer _server = null!;
    private ParleyClient _client = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync(
            _folder, ("Trunks:0:Name", "carrier"), ("Trunks:0:Uri", "sip:carrier.test"), ("Trunks:0:Inventory:0:Number", "+12125550100"), ("Trunks:0:Inventory:0:Region", "US-NY"));
        _client = new(_server.Client, new() { PublicKey = TestServer.PublicKey, PrivateKey = TestServer.PrivateKey });
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Rooms_FromMakingToDeleting_AreWhatTheServerSays()
    {
        var made = await _client.Rooms.CreateAsync(new() { Name = "x", Privacy = "private", Properties = JsonElement.Parse("""{"enable_dialout":true}""") }, Token);
        var changed = await _client.Rooms.UpdateAsync("x", new() { Properties = JsonElement.Parse("""{"enable_dialout":null,"max_participants":3}""") }, Token);
        await _client.Rooms.CreateAsync(cancellationToken: Token);
        var page = await _client.Rooms.ListAsync(1, cancellationToken: Token);
        var next = await _client.Rooms.ListAsync(10, page.Data[0].Id, Token);
        var token = await _client.Rooms.CreateTokenAsync(JsonElement.Parse("""{"room_name":"x","user_name":"Ann"}"""), Token);
        var read = await _client.Rooms.ReadTokenAsync(token, Token);
        await _client.Rooms.DeleteAsync("x", Token);
        var gone = await Assert.ThrowsAsync<ParleyApiException>(() => _client.Rooms.GetAsync("x", Token));

        Assert.Equal(("x", "private", true), (made.Name, made.Privacy, made.Config["enable_dialout"].GetBoolean()));
        Assert.Equal(("max_participants", 3), (Assert.Single(changed.Config).Key, changed.Config["max_participants"].GetInt32()));
        Assert.Equal((2, made.Id), (page.TotalCount, Assert.Single(next.Data).Id));
        Assert.Equal(("x", "Ann"), (read.GetProperty("room_name").GetString(), read.GetProperty("user_name").GetString()));
        Assert.Equal((HttpStatusCode.NotFound, "not-found"), (gone.Status, gone.Code));
    }

    [Fact]
    public async Task Numbers_BoughtListedAndReleased_AreWhatTheServerSays()
    {
        var available = await _client.Numbers.ListAvailableAsync(new() { Region = "US-NY" }, Token);
        var bought = await _client.Numbers.BuyAsync("+12125550100", Token);
        var owned = Assert.Single(await _client.Numbers.ListAsync(Token));
        await _client.Numbers.ReleaseAsync(bought.Id, Token);

        Assert.Equal(("+12125550100", "US-NY"), (Assert.Single(available).Number, available[0].Region));
        Assert.Equal((bought.Id, bought.Number, 0), (owned.Id, owned.Number, owned.Calls.Made));
        Assert.Empty(await _client.Numbers.ListAsync(Token));
    }

    [Fact]
    public async Task Webhooks_MadeChangedAndRemoved_AreWhatTheServerSays()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var made = await _client.Webhooks.CreateAsync(new() { Url = receiver.Url, EventTypes = ["dialout.warning"] }, Token);
        var changed = await _client.Webhooks.UpdateAsync(made.Uuid, new() { RetryType = "exponential" }, Token);
        await _server.HappensAsync("x", "one");
        var told = (await receiver.NextAsync(1))[0];
        var again = await _client.Webhooks.ReplayAsync(made.Uuid, [told.Id], Token);
        var span = await _client.Webhooks.ReplayAsync(made.Uuid, TestServer.Now.AddMinutes(-1), TestServer.Now.AddMinutes(1), Token);
        var listed = await _client.Webhooks.ListAsync(Token);
        await _client.Webhooks.DeleteAsync(made.Uuid, Token);
        var gone = await Assert.ThrowsAsync<ParleyApiException>(() => _client.Webhooks.GetAsync(made.Uuid, Token));

        Assert.Equal((receiver.Url, "circuit-breaker", "ACTIVE"), (made.Url, made.RetryType, made.State));
        Assert.Equal((made.Hmac, "exponential"), (changed.Hmac, changed.RetryType));
        Assert.Equal((1, 1), (again, span));
        Assert.Equal(made.Uuid, Assert.Single(listed).Uuid);
        Assert.Equal(HttpStatusCode.NotFound, gone.Status);
    }

    [Fact]
    public async Task Secrets_PutListedAndDeleted_AreWhatTheServerSays()
    {
        await _client.Secrets.PutAsync("clinic", new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" }, Token);
        await _client.Agents.UpdateAsync("outbound", new() { SecretSet = "clinic" }, Token);
        var set = await _client.Secrets.GetAsync("clinic", Token);
        await _client.Secrets.DeleteAsync("clinic", "A", Token);
        var left = await _client.Secrets.GetAsync("clinic", Token);
        var sets = await _client.Secrets.ListAsync(Token);
        await _client.Secrets.DeleteAsync("clinic", Token);
        var refused = await Assert.ThrowsAsync<ParleyApiException>(() => _client.StartAsync("outbound", new(), cancellationToken: Token));

        Assert.Equal(("ready", "A B", null), (set.Status, string.Join(' ', set.Keys), set.ErrorMessage));
        Assert.Equal(["B"], left.Keys);
        Assert.Equal(("clinic", "ready"), (Assert.Single(sets).Name, sets[0].Status));
        Assert.Equal((HttpStatusCode.BadRequest, "PCC-1001"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task DoNotCall_AddedListedAndRemoved_IsWhatTheServerSays()
    {
        var added = await _client.DoNotCall.AddAsync(["+12125550001", "+12125550002"], "asked", Token);
        var first = await _client.DoNotCall.ListAsync(1, cancellationToken: Token);
        var next = await _client.DoNotCall.ListAsync(10, first.Data[0].Number, Token);
        await _client.DoNotCall.RemoveAsync("+12125550001", Token);

        Assert.Equal((2, 2, "asked"), (added, first.TotalCount, first.Data[0].Reason));
        Assert.Equal("+12125550002", Assert.Single(next.Data).Number);
        Assert.Equal(1, (await _client.DoNotCall.ListAsync(cancellationToken: Token)).TotalCount);
    }

    [Fact]
    public async Task Calls_AndThoseInTheRoom_AreWhatTheServerSays()
    {
        await using var server = await LiveServer.StartAsync();
        server.Agents["outbound"] = Scripted.Stays;
        var client = new ParleyClient(server.Client, new() { PublicKey = TestServer.PublicKey, PrivateKey = TestServer.PrivateKey });
        await client.Rooms.CreateAsync(new() { Name = "x", Properties = JsonElement.Parse("""{"enable_dialout":true}""") }, Token);
        var once = IdempotencyKey.New();
        var call = new RoomCall { PhoneNumber = CallServer.Callee, UserId = "u-1" };
        var leg = await client.Calls.StartAsync("x", call, once, Token);
        Assert.Equal(leg, await client.Calls.StartAsync("x", call, once, Token));
        await server.Phone.AnswersAsync();
        await server.PresentAsync(leg);

        var present = Assert.Single(await client.Rooms.ListPresentAsync("x", Token));
        await client.Rooms.UpdatePermissionsAsync("x", new Dictionary<string, JsonElement> { ["*"] = JsonElement.Parse("""{"canReceive":false}""") }, Token);
        await client.Rooms.SetSessionDataAsync("x", JsonElement.Parse("""{"a":1,"b":2}"""), cancellationToken: Token);
        await client.Rooms.SetSessionDataAsync("x", JsonElement.Parse("""{"c":3}"""), merge: true, keysToDelete: ["b"], cancellationToken: Token);
        await client.Rooms.SendAppMessageAsync("x", JsonElement.Parse("[1]"), cancellationToken: Token);
        await client.Calls.SendDtmfAsync("x", leg, "1", TimeSpan.FromMilliseconds(50), "telephone-event", Token);
        await client.Calls.TransferAsync("x", leg, new("+15551230002") { DisplayName = "Desk" }, Token);
        await server.Phone.AnswersAsync();
        await client.Calls.ReferAsync("x", leg, "sip:other@127.0.0.1", Token);
        var data = await client.Rooms.GetSessionDataAsync("x", Token);
        var ejected = await client.Rooms.EjectAsync("x", userIds: ["u-1"], cancellationToken: Token);
        var refused = await Assert.ThrowsAsync<ParleyApiException>(() => client.Calls.StopAsync("x", "none", Token));

        Assert.Equal((leg, "u-1", "x"), (present.Id, present.UserId, present.Room));
        Assert.Equal(["a", "c"], data.Keys.Order());
        Assert.Equal([leg], ejected);
        Assert.Equal((HttpStatusCode.NotFound, "no such leg in the room"), (refused.Status, refused.Text));
    }
}
