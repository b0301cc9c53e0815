using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Server.Dialing;
using Parley.Server.Tests.Contract;

namespace Parley.Server.Tests.Api;

public sealed class NumberTests : IDisposable
{
    private static readonly (string, string)[] Carrier =
    [
        ("Trunks:0:Name", "carrier"), ("Trunks:0:Uri", "sip:127.0.0.1:5999"),
        ("Trunks:0:Inventory:0:Numbers", "+14155550100-+14155550109"), ("Trunks:0:Inventory:0:Region", "US-CA"), ("Trunks:0:Inventory:0:City", "San Francisco"),
        ("Trunks:0:Inventory:1:Numbers", "+12125550199"), ("Trunks:0:Inventory:1:Region", "US-NY"),
    ];

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Contract("8 GET /list-available-numbers")]
    public async Task Available_Inventory_IsListedWithoutOwned()
    {
        await using var server = await TestServer.StartAsync(_folder, [.. Carrier, ("Numbers:0:Number", "+14155550100")]);

        var answer = await server.GetAsync("/v1/list-available-numbers");

        Assert.Equal((200, 10), (answer.Status, answer.Json.GetProperty("total_count").GetInt32()));
        Assert.Equal(("+14155550101", "US-CA"), (answer.Json.GetProperty("data")[0].GetProperty("number").GetString(), answer.Json.GetProperty("data")[0].GetProperty("region").GetString()));
    }

    [Theory, Contract("8 filters")]
    [InlineData("areacode=212", 1)]
    [InlineData("region=US-CA", 10)]
    [InlineData("region=US", 11)]
    [InlineData("region=US-CA&city=san%20francisco", 10)]
    [InlineData("region=US-CA&city=Oakland", 0)]
    [InlineData("contains=5550", 11)]
    [InlineData("starts_with=415", 10)]
    [InlineData("ends_with=0199", 1)]
    public async Task Available_Filter_LeavesWhatFits(string query, int count)
    {
        await using var server = await TestServer.StartAsync(_folder, Carrier);

        Assert.Equal(count, (await server.GetAsync($"/v1/list-available-numbers?{query}")).Json.GetProperty("total_count").GetInt32());
    }

    [Theory, Contract("8 exclusions")]
    [InlineData("areacode=415&region=US-CA", "areacode and region exclude each other")]
    [InlineData("city=Oakland", "city needs region")]
    [InlineData("contains=415&ends_with=0199", "contains, starts_with and ends_with exclude each other")]
    [InlineData("contains=41", "contains must be 3 to 7 digits")]
    [InlineData("ends_with=12345678", "ends_with must be 3 to 7 digits")]
    public async Task Available_WhatExcludesEachOther_IsRefused(string query, string info)
    {
        await using var server = await TestServer.StartAsync(_folder, Carrier);

        var answer = await server.GetAsync($"/v1/list-available-numbers?{query}");

        Assert.Equal((400, "invalid-request-error", info), (answer.Status, answer.Error, answer.Json.GetProperty("info").GetString()));
    }

    [Fact, Contract("8 POST /buy-phone-number")]
    public async Task Buy_Number_IsOwnedOnce()
    {
        await using var server = await TestServer.StartAsync(_folder, Carrier);

        var all = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => PostAsync(server, "/v1/buy-phone-number", """{"number":"+12125550199"}""")));

        var bought = Assert.Single(all, answer => answer.Status == 200);
        Assert.Equal("+12125550199", bought.Json.GetProperty("number").GetString());
        Assert.All(all.Except([bought]), answer => Assert.Equal("+12125550199 is not available", answer.Json.GetProperty("info").GetString()));
        var owned = Assert.Single((await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data").EnumerateArray());
        Assert.Equal((bought.Json.GetProperty("id").GetString(), "carrier"), (owned.GetProperty("id").GetString(), owned.GetProperty("trunk").GetString()));
    }

    [Fact, Contract("8 POST /buy-phone-number random")]
    public async Task Buy_NoNumberNamed_IsAnyUntilNoneIsLeft()
    {
        await using var server = await TestServer.StartAsync(_folder, Carrier);

        var bought = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => PostAsync(server, "/v1/buy-phone-number", "")));

        Assert.Equal(11, bought.Where(answer => answer.Status == 200).Select(answer => answer.Json.GetProperty("number").GetString()).Distinct().Count());
        Assert.Contains("inventory has none left", Assert.Single(bought, answer => answer.Status == 400).Json.GetProperty("info").GetString(), StringComparison.Ordinal);
    }

    [Fact, Contract("8 GET /purchased-phone-numbers")]
    public async Task Purchased_Pages_FollowEachOther()
    {
        await using var server = await TestServer.StartAsync(_folder, [.. Enumerable.Range(0, 5).Select(i => ($"Numbers:{i}:Number", $"+1415555010{i}"))]);

        var first = await server.GetAsync("/v1/purchased-phone-numbers?limit=2");
        var second = await server.GetAsync($"/v1/purchased-phone-numbers?limit=2&starting_after={first.Json.GetProperty("data")[1].GetProperty("id").GetString()}");
        var back = await server.GetAsync($"/v1/purchased-phone-numbers?limit=2&ending_before={second.Json.GetProperty("data")[0].GetProperty("id").GetString()}");

        Assert.Equal((5, "+14155550100"), (first.Json.GetProperty("total_count").GetInt32(), first.Json.GetProperty("data")[0].GetProperty("number").GetString()));
        Assert.Equal("+14155550102", second.Json.GetProperty("data")[0].GetProperty("number").GetString());
        Assert.Equal("+14155550100", back.Json.GetProperty("data")[0].GetProperty("number").GetString());
        var one = first.Json.GetProperty("data")[0];
        Assert.Equal(("purchased_phone_number", "verified", true, 0), (one.GetProperty("type").GetString(), one.GetProperty("status").GetString(), one.GetProperty("verified").GetBoolean(), one.GetProperty("calls").GetProperty("made").GetInt32()));
        Assert.EndsWith("2030 03:04:05 +0000", one.GetProperty("created_date").GetString(), StringComparison.Ordinal);
        Assert.Equal(400, (await server.GetAsync($"/v1/purchased-phone-numbers?starting_after={Guid.NewGuid()}")).Status);
    }

    [Fact, Contract("8 DELETE /release-phone-number/:id")]
    public async Task Release_Number_IsGoneAndStaysGone()
    {
        var settings = (ReadOnlySpan<(string, string)>)[.. Carrier, ("Numbers:0:Number", "+14155550100")];
        await using (var server = await TestServer.StartAsync(_folder, settings.ToArray()))
        {
            var id = (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data")[0].GetProperty("id").GetString();

            var answer = await server.SendAsync(HttpMethod.Delete, $"/v1/release-phone-number/{id}", TestServer.PrivateKey);

            Assert.Equal((200, true, id), (answer.Status, answer.Json.GetProperty("deleted").GetBoolean(), answer.Json.GetProperty("id").GetString()));
            Assert.Equal("not-found", (await server.SendAsync(HttpMethod.Delete, $"/v1/release-phone-number/{id}", TestServer.PrivateKey)).Error);
            await server.StopAsync();
        }

        await using var again = await TestServer.StartAsync(_folder, [.. Carrier, ("Numbers:0:Number", "+14155550100")]);
        Assert.Equal(0, (await again.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("total_count").GetInt32());
        Assert.Equal(200, (await PostAsync(again, "/v1/buy-phone-number", """{"number":"+14155550100"}""")).Status);
    }

    [Fact, Contract("8 released too early")]
    public async Task Release_TooEarly_SaysWhen()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Numbers:0:Number", "+14155550100"), ("Dialout:ReleaseNumbersAfter", "14.00:00:00"));
        var id = (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data")[0].GetProperty("id").GetString();

        var early = await server.SendAsync(HttpMethod.Delete, $"/v1/release-phone-number/{id}", TestServer.PrivateKey);
        server.Time.AdjustTime(TestServer.Now.AddDays(14));   // Without ringing the timers of a fortnight.

        Assert.Equal((400, "Failed to release new number, try again in 14 days"), (early.Status, early.Json.GetProperty("info").GetString()));
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Delete, $"/v1/release-phone-number/{id}", TestServer.PrivateKey)).Status);
    }

    [Fact, Contract("8 import from CSV")]
    public async Task Import_Csv_IsAllOrNothing()
    {
        await using var server = await TestServer.StartAsync(_folder, Carrier);
        var book = server.Services.GetRequiredService<PhoneBook>();

        var wrong = await ImportAsync(book, "id,number,name,trunk\n,+14155550100,,\nx,+14155550101,,\n,555,,\n,+14155550102,,nobody\n,+14155550100,,\n");
        var none = (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("total_count").GetInt32();
        var right = await ImportAsync(book, "number,name,trunk,id\n+14155550100,\"Front, desk\",carrier,3f0e9f5a-0000-4000-8000-000000000001\n+14155550101\n");
        var twice = await ImportAsync(book, "+14155550101\n".Insert(0, "number\n"));

        Assert.Equal(["line 3", "line 4", "line 5", "line 6"], wrong.Errors.Select(error => error.Split(':')[0]));
        Assert.Equal((0, 2), (none, right.Added));
        Assert.Equal("+14155550101 is owned already", Assert.Single(twice.Errors));
        var data = (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data");
        Assert.Equal(("Front, desk", "3f0e9f5a-0000-4000-8000-000000000001"), (data[0].GetProperty("name").GetString(), data[0].GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Change_AgentOfANumber_IsTakenOrRefused()
    {
        await using var server = await TestServer.StartAsync(_folder, ("Numbers:0:Number", "+14155550100"));
        var id = (await server.GetAsync("/v1/purchased-phone-numbers")).Json.GetProperty("data")[0].GetProperty("id").GetString();

        var bound = await PatchAsync(server, id!, """{"agent":"other","name":"Desk"}""");
        var wrong = await PatchAsync(server, id!, """{"agent":"nobody"}""");
        var reset = await PatchAsync(server, id!, """{"agent":null}""");

        Assert.Equal((200, "other", "Desk"), (bound.Status, bound.Json.GetProperty("agent").GetString(), bound.Json.GetProperty("name").GetString()));
        Assert.Equal((400, "agent: there is no agent 'nobody'"), (wrong.Status, wrong.Json.GetProperty("info").GetString()));
        Assert.Equal(JsonValueKind.Null, reset.Json.GetProperty("agent").ValueKind);
        Assert.Equal(404, (await PatchAsync(server, $"{Guid.NewGuid()}", "{}")).Status);
    }

    private static async Task<ImportResult> ImportAsync(PhoneBook book, string csv)
    {
        using var reader = new StringReader(csv);
        return await book.ImportAsync(reader, TestContext.Current.CancellationToken);
    }

    private static Task<TestServer.Answer> PostAsync(TestServer server, string path, string json) => server.SendAsync(HttpMethod.Post, path, TestServer.PrivateKey, new StringContent(json, Encoding.UTF8, "application/json"));

    private static Task<TestServer.Answer> PatchAsync(TestServer server, string id, string json) =>
        server.SendAsync(HttpMethod.Patch, $"/v1/purchased-phone-numbers/{id}", TestServer.PrivateKey, new StringContent(json, Encoding.UTF8, "application/json"));
}
