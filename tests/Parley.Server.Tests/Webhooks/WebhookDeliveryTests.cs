using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Storage;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Storage;
using Parley.Server.Webhooks;

namespace Parley.Server.Tests.Webhooks;

/// <summary>How events reach webhooks (contract 6.6), told by receivers that fail, hang, tear and lie.</summary>
public sealed class WebhookDeliveryTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    [Contract("6.6 signature")]
    [Contract("6.6 basicAuth")]
    [Contract("6.6 envelope")]
    public async Task Event_Delivered_IsSignedAndInTheEnvelope()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = (await server.PostAsync("/v1/webhooks", $$"""{"url":"{{receiver.Url}}","basicAuth":"dXNlcjpwYXNz"}""")).Json;

        await server.HappensAsync("room-1", "codec");
        var told = (await receiver.NextAsync(1))[0];
        var shown = await server.UntilAsync(webhook.GetProperty("uuid").GetGuid(), all => all[0].GetProperty("status").GetString() is "delivered");

        Assert.True(WebhookSignature.Verify(
            webhook.GetProperty("hmac").GetString()!, told.Headers["X-Webhook-Timestamp"], told.Headers["X-Webhook-Signature"], told.Body, TestServer.Now));
        Assert.Equal(("Basic dXNlcjpwYXNz", "application/json"), (told.Headers["Authorization"], told.Headers["Content-Type"]));
        Assert.Equal(["version", "type", "id", "payload", "event_ts"], told.Json.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("1.0.0", "dialout.warning", 1893553445m), (told.Json.GetProperty("version").GetString(), told.Type, told.Json.GetProperty("event_ts").GetDecimal()));
        var payload = told.Json.GetProperty("payload");
        Assert.Equal(webhook.GetProperty("domainId").GetString(), payload.GetProperty("domain_id").GetString());
        Assert.Equal(("room-1", 1893553445, "codec"), (told.Room, payload.GetProperty("timestamp").GetInt64(), told.Words()));
        Assert.Equal((told.Id, 1, 200), (shown[0].GetProperty("eventId").GetGuid(), shown[0].GetProperty("attempts").GetInt32(), shown[0].GetProperty("responseStatus").GetInt32()));
        var pushed = (await server.GetAsync($"/v1/webhooks/{webhook.GetProperty("uuid").GetGuid()}")).Json.GetProperty("lastMomentPushed");
        Assert.Equal(TestServer.Now, pushed.GetDateTimeOffset());
    }

    [Fact]
    [Contract("6.6 eventTypes")]
    public async Task Event_OfATypeNotAskedFor_IsNotTold()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var some = await WebhookReceiver.StartAsync();
        await using var all = await WebhookReceiver.StartAsync();
        await server.AddWebhookAsync(some, types: ["dialout.error", "meeting.ended"]);
        await server.AddWebhookAsync(all);

        await server.HappensAsync("room", "1", "dialout.connected");
        await server.HappensAsync("room", "2", "dialout.error");

        Assert.Equal(["1", "2"], (await all.NextAsync(2)).Select(t => t.Words()));
        Assert.Equal("2", (await some.NextAsync(1))[0].Words());
        Assert.True(some.IsQuiet);
    }

    [Fact]
    [Contract("6.6 in order per session")]
    public async Task Event_NotTaken_HoldsUpItsOwnRoomOnly()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var fails = true;
        receiver.Behaviour = (context, told) =>
        {
            context.Response.StatusCode = told.Room is "stuck" && fails ? 503 : 200;
            return Task.CompletedTask;
        };
        var webhook = await server.AddWebhookAsync(receiver, "exponential");

        await server.HappensAsync("stuck", "1");
        Assert.Equal("1", (await receiver.NextAsync(1))[0].Words());
        await server.HappensAsync("stuck", "2");
        await server.HappensAsync("free", "3");
        await server.HappensAsync("free", "4");
        Assert.Equal(["3", "4"], (await receiver.NextAsync(2)).Select(t => t.Words()));
        await server.UntilFailedAsync(webhook, 1);
        fails = false;
        server.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(["1", "2"], (await receiver.NextAsync(2)).Select(t => t.Words()));
    }

    [Fact]
    [Contract("6.6 circuit-breaker")]
    public async Task CircuitBreaker_ThreeFailuresInARow_FailsUntilUpdated()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var status = 500;
        receiver.Behaviour = (context, _) =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        };
        var webhook = await server.AddWebhookAsync(receiver);

        await server.HappensAsync("room", "1");
        for (var failures = 1; failures <= 3; failures++)
        {
            Assert.Equal("1", (await receiver.NextAsync(1))[0].Words());
            await server.UntilFailedAsync(webhook, failures);
            Assert.Equal(failures < 3 ? "ACTIVE" : "FAILED", await StateAsync());
            server.Time.Advance(TimeSpan.FromSeconds(5));
        }

        await server.HappensAsync("room", "2");
        server.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(["pending", "pending"], (await server.DeliveriesAsync(webhook)).Select(d => d.GetProperty("status").GetString()));
        Assert.True(receiver.IsQuiet);

        status = 200;
        var updated = (await server.PostAsync($"/v1/webhooks/{webhook}", "{}")).Json;

        Assert.Equal(("ACTIVE", 0), (updated.GetProperty("state").GetString(), updated.GetProperty("failedCount").GetInt32()));
        Assert.Equal(["1", "2"], (await receiver.NextAsync(2)).Select(t => t.Words()));

        async Task<string> StateAsync() => (await server.GetAsync($"/v1/webhooks/{webhook}")).Json.GetProperty("state").GetString()!;
    }

    [Fact]
    [Contract("6.6 circuit-breaker")]
    public async Task CircuitBreaker_ASuccessInBetween_CountsAnew()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var answers = new Queue<int>([500, 500, 200, 500, 500, 200]);
        receiver.Behaviour = (context, _) =>
        {
            context.Response.StatusCode = answers.Dequeue();
            return Task.CompletedTask;
        };
        var webhook = await server.AddWebhookAsync(receiver);

        foreach (var room in (string[])["a", "b"])
        {
            await server.HappensAsync(room, room);
            for (var attempts = 1; attempts <= 3; attempts++)
            {
                await receiver.NextAsync(1);
                await server.UntilAsync(webhook, all => all[^1].GetProperty("attempts").GetInt32() == attempts && !all[^1].GetProperty("inHand").GetBoolean());
                server.Time.Advance(TimeSpan.FromSeconds(5));
            }
        }

        Assert.Equal("ACTIVE", (await server.GetAsync($"/v1/webhooks/{webhook}")).Json.GetProperty("state").GetString());
    }

    [Fact]
    [Contract("6.6 exponential")]
    public async Task Exponential_KeepsTryingEverMoreRarelyAndGivesUpAfterADay()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Behaviour = (context, told) =>
        {
            context.Response.StatusCode = told.Words() is "1" ? 500 : 200;
            return Task.CompletedTask;
        };
        var webhook = await server.AddWebhookAsync(receiver, "exponential");
        await server.HappensAsync("room", "1");
        await server.HappensAsync("room", "2");

        var waits = new List<double>();
        Guid id = default;
        while (true)
        {
            id = (await receiver.NextAsync(1))[0].Id;
            var now = server.Time.GetUtcNow();
            var delivery = (await server.UntilFailedAsync(webhook, waits.Count + 1))[0];
            if (delivery.GetProperty("status").GetString() is "failed")
            {
                break;
            }

            var next = delivery.GetProperty("nextAttemptAt").GetDateTimeOffset();
            waits.Add((next - now).TotalSeconds);
            server.Time.Advance(next - now);
        }

        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900], waits.Take(12));
        Assert.All(waits.Skip(10), wait => Assert.Equal(900, wait));
        Assert.InRange(waits.Sum(), TimeSpan.FromHours(23.7).TotalSeconds, TimeSpan.FromDays(1).TotalSeconds);
        Assert.Equal("2", (await receiver.NextAsync(1))[0].Words());   // What was behind it goes on.
        Assert.Equal("ACTIVE", (await server.GetAsync($"/v1/webhooks/{webhook}")).Json.GetProperty("state").GetString());
        Assert.NotEqual(Guid.Empty, id);
    }

    [Fact]
    public async Task Receiver_Hangs_HoldsUpNoOtherWebhookAndTimesOut()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Webhooks:MaxConcurrency", "2"));
        await using var dead = await WebhookReceiver.StartAsync();
        await using var alive = await WebhookReceiver.StartAsync();
        dead.Behaviour = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        var webhook = await server.AddWebhookAsync(dead, "exponential");
        await server.AddWebhookAsync(alive);

        foreach (var room in Enumerable.Range(0, 10))
        {
            await server.HappensAsync($"room-{room}", $"{room}");
        }

        Assert.Equal(10, (await alive.NextAsync(10)).DistinctBy(t => t.Id).Count());
        Assert.Equal(2, (await dead.NextAsync(2)).Count);
        Assert.True(dead.IsQuiet);   // Only so many at a time.
        server.Time.Advance(TimeSpan.FromSeconds(10));
        await dead.NextAsync(2);
        Assert.Equal("no answer within 10 s", (await server.UntilFailedAsync(webhook, 1))[0].GetProperty("error").GetString());
    }

    [Fact]
    public async Task Receiver_TearsOrLies_IsTriedAgainWithTheSameId()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var elsewhere = await WebhookReceiver.StartAsync();
        var behaviours = new Queue<Func<HttpContext, Task>>(
        [
            context => { context.Abort(); return Task.CompletedTask; },
            context => { context.Response.Redirect(elsewhere.Url, permanent: false, preserveMethod: true); return Task.CompletedTask; },
            async context =>
            {
                context.Response.ContentLength = 1_000_000;   // Takes it, and never sends what it announced.
                await context.Response.WriteAsync("x", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
            },
        ]);
        receiver.Behaviour = (context, _) => behaviours.Dequeue()(context);
        var webhook = await server.AddWebhookAsync(receiver, "exponential");

        await server.HappensAsync("room", "1");
        var ids = new List<Guid>();
        for (var attempt = 1; attempt <= 3; attempt++)
        {
            ids.Add((await receiver.NextAsync(1))[0].Id);
            await server.UntilFailedAsync(webhook, attempt);
            server.Time.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Single(ids.Distinct());
        Assert.True(elsewhere.IsQuiet);
        Assert.Equal("delivered", (await server.DeliveriesAsync(webhook))[0].GetProperty("status").GetString());
    }

    [Fact]
    [Contract("6.6 at least once after a crash")]
    [Trait(TestDatabase.Trait, TestDatabase.Fixed)]   // A kill is a copy of the files.
    public async Task Crash_WithEventsUnderWay_LosesNone()
    {
        using var crashed = new TempFolder();
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Behaviour = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        List<Guid> before;
        await using (var server = await TestServer.StartAsync(_folder))
        {
            await server.AddWebhookAsync(receiver);
            await server.HappensAsync("a", "1");
            await server.HappensAsync("a", "2");
            await server.HappensAsync("b", "3");
            before = [.. (await receiver.NextAsync(2)).Select(t => t.Id)];   // Both under way, not answered.
            foreach (var file in Directory.GetFiles(Path.GetDirectoryName(_folder.Database)!, Path.GetFileName(_folder.Database) + "*").Where(f => !f.EndsWith(".lock", StringComparison.Ordinal)))
            {
                File.Copy(file, Path.Combine(Path.GetDirectoryName(crashed.Database)!, Path.GetFileName(file)));   // What a kill at this moment leaves.
            }
        }

        receiver.Behaviour = null;
        await using var again = await TestServer.StartAsync(crashed);
        var told = await receiver.NextAsync(3);

        Assert.Equal(["1", "2"], told.Where(t => t.Room is "a").Select(t => t.Words()));
        Assert.Equal(["3"], told.Where(t => t.Room is "b").Select(t => t.Words()));
        Assert.Subset(told.Select(t => t.Id).ToHashSet(), before.ToHashSet());
    }

    [Fact]
    public async Task Stop_WithEventsUnderWay_IsQuickAndTheNextStartSendsThem()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Behaviour = (context, _) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted);
        await using (var server = await TestServer.StartAsync(_folder))
        {
            await server.AddWebhookAsync(receiver);
            await server.HappensAsync("a", "1");
            await receiver.NextAsync(1);
            await server.StopAsync();
        }

        receiver.Behaviour = null;
        await using var again = await TestServer.StartAsync(_folder);

        Assert.Equal("1", (await receiver.NextAsync(1))[0].Words());
    }

    [Fact]
    public async Task Start_AfterACrash_TellsOneEndOfEachAttempt()
    {
        var (session, rang, talked, over) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (var server = await TestServer.StartAsync(_folder))
        {
            await server.AddWebhookAsync(receiver, types: ["dialout.error", "dialout.stopped"]);
            await server.StopAsync();
        }

        await using (var before = await Storage.TestStorage.OpenAsync(_folder))
        {
            await before.Sessions.AddAsync(new(session, "outbound", "the-room", null, default), Stop);
            foreach (var leg in (Guid[])[rang, talked, over])
            {
                await before.Attempts.AddAsync(new(leg, session, DialoutDestination.SipUri, "sip:a@b", null, null), Stop);
            }

            await before.Attempts.MarkConnectedAsync(rang, Stop);
            await before.Attempts.MarkAnsweredAsync(talked, Stop);
            await before.Attempts.EndAsync(over, new DialoutOutcome { Stage = DialoutStage.Answered, EndedBy = HangUpParty.Agent, StartedAt = TestServer.Now, EndedAt = TestServer.Now }, Stop);
        }

        await using var again = await TestServer.StartAsync(_folder);
        var told = await receiver.NextAsync(2);

        Assert.Equal(
            [("dialout.error", $"{rang}"), ("dialout.stopped", $"{talked}")],
            told.Select(t => (t.Type, t.Json.GetProperty("payload").GetProperty("session_id").GetString()!)).Order());
        Assert.All(told, t => Assert.Equal(("the-room", "sip:a@b"), (t.Room, t.Json.GetProperty("payload").GetProperty("destination").GetString())));
        Assert.All(told, t => Assert.Contains("server stopped unexpectedly", t.Words(), StringComparison.Ordinal));
    }

    [Fact]
    [Contract("6.6 replay")]
    public async Task Replay_ByIdOrTime_TellsAgainWithTheSameId()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver);
        var ids = new List<Guid>();
        foreach (var what in (string[])["1", "2", "3"])
        {
            await server.HappensAsync("room", what);
            ids.Add((await receiver.NextAsync(1))[0].Id);
            await server.UntilAsync(webhook, all => all[^1].GetProperty("status").GetString() is "delivered");   // Or the clock runs out on it.
            server.Time.Advance(TimeSpan.FromSeconds(10));
        }

        var byId = await server.PostAsync($"/v1/webhooks/{webhook}/replay", $$"""{"eventIds":["{{ids[0]}}","{{Guid.NewGuid()}}"]}""");
        Assert.Equal((200, 1), (byId.Status, byId.Json.GetProperty("replayed").GetInt32()));
        Assert.Equal(ids[0], (await receiver.NextAsync(1))[0].Id);

        var from = TestServer.Now.AddSeconds(5).ToUnixTimeSeconds();
        var byTime = await server.PostAsync($"/v1/webhooks/{webhook}/replay", $$"""{"from":{{from}}}""");
        Assert.Equal(2, byTime.Json.GetProperty("replayed").GetInt32());
        Assert.Equal(ids[1..], (await receiver.NextAsync(2)).Select(t => t.Id));

        Assert.Equal([false, false, false, true, true, true], (await server.DeliveriesAsync(webhook)).Select(d => d.GetProperty("replay").GetBoolean()));
        Assert.Single(await server.DeliveriesAsync(webhook, "?limit=1"));
        Assert.Empty(await server.DeliveriesAsync(webhook, "?status=failed"));
    }

    [Fact]
    [Contract("6.6 replay")]
    public async Task Replay_EventsOfOneMoment_TellsThemInTheOrderInWhichTheyHappened()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver);
        string[] all = ["1", "2", "3", "4", "5", "6", "7"];
        foreach (var what in all)
        {
            await server.HappensAsync("room", what);
        }

        Assert.Equal(all, (await receiver.NextAsync(all.Length)).Select(t => t.Words()));
        await server.PostAsync($"/v1/webhooks/{webhook}/replay", $$"""{"from":{{TestServer.Now.ToUnixTimeSeconds()}}}""");

        Assert.Equal(all, (await receiver.NextAsync(all.Length)).Select(t => t.Words()));
    }

    [Theory]
    [Contract("6.6 replay")]
    [InlineData("{}")]
    [InlineData("""{"eventIds":["x"]}""")]
    [InlineData("""{"eventIds":"all"}""")]
    [InlineData("""{"eventIds":[],"from":1}""")]
    [InlineData("""{"until":1}""")]
    [InlineData("""{"from":"yesterday"}""")]
    public async Task Replay_WrongRequest_Is400(string body)
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver);

        var answer = await server.PostAsync($"/v1/webhooks/{webhook}/replay", body);

        Assert.Equal((400, "invalid-request-error"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("limit=x")]
    [InlineData("starting_after=x")]
    [InlineData("status=lost")]
    public async Task Deliveries_WrongQuery_Is400(string query)
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver);

        Assert.Equal(400, (await server.GetAsync($"/v1/webhooks/{webhook}/deliveries?{query}")).Status);
    }

    [Fact]
    public async Task Outbox_OldEvents_AreDeleted()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Webhooks:KeepFor", "02:00:00"));
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver);
        await server.HappensAsync("room", "1");
        await receiver.NextAsync(1);
        await server.UntilAsync(webhook, all => all[0].GetProperty("status").GetString() is "delivered");

        server.Time.Advance(TimeSpan.FromHours(3.5));

        await server.UntilAsync(webhook, all => all.Count == 0);
        Assert.Equal(0, await CountEventsAsync(server));
    }

    [Fact]
    public async Task Outbox_NoWebhook_NothingIsWritten()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver, types: ["meeting.ended"]);
        await server.HappensAsync("room", "of no interest");
        Assert.Equal(0, await CountEventsAsync(server));
        await server.SendAsync(HttpMethod.Delete, $"/v1/webhooks/{webhook}", TestServer.PrivateKey);

        await server.HappensAsync("room", "nobody is there", "meeting.ended");

        Assert.Equal(0, await CountEventsAsync(server));
    }

    [Fact]
    public async Task Change_ThatFails_TellsNothing()
    {
        await using var server = await TestServer.StartAsync(_folder);
        await using var receiver = await WebhookReceiver.StartAsync();
        var webhook = await server.AddWebhookAsync(receiver);
        var (outbox, attempts) = (server.Services.GetRequiredService<Outbox>(), server.Services.GetRequiredService<AttemptStore>());
        var told = false;

        await attempts.MarkAnsweredAsync(Guid.NewGuid(), () => { told = true; return []; }, Stop);   // There is no such attempt.
        await Assert.ThrowsAsync<InvalidOperationException>(() => outbox.ChangeAsync(
            _ => Task.FromResult(true), Torn, Stop));

        Assert.False(told);
        Assert.Empty(await server.DeliveriesAsync(webhook));
        Assert.Equal(0, await CountEventsAsync(server));

        static IEnumerable<WebhookEvent> Torn()
        {
            yield return new WebhookEvent("dialout.error", "room", []);
            throw new InvalidOperationException("torn");
        }
    }

    private static Task<int> CountEventsAsync(TestServer server)
        => server.Services.GetRequiredService<Database>().ReadAsync(db => db.OutboxEvents.CountAsync(Stop), Stop);
}
