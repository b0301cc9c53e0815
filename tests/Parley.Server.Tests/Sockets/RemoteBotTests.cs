using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Audio.Codecs;
using Parley.Server.Sessions;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Sockets;

/// <summary>Agents that are programs elsewhere, which speak Twilio's media streams.</summary>
public sealed class RemoteBotTests
{
    private const string Start = """{"createDailyRoom":true,"dailyRoomProperties":{"enable_dialout":true},"body":{"dialout_settings":[{"phoneNumber":"+15551230001"}],"patient":"Ann"}}""";

    [Fact]
    public async Task DialOut_IsStreamedToTheBotWhichSpeaksHearsAndHangsUp()
    {
        await using var bot = await FakeBot.StartAsync();
        await using var server = await StartAsync(bot.Endpoint);
        using var ear = new Ear();
        var id = (await server.StartAsync("bot", Start)).GetProperty("sessionId").GetGuid();
        using var stream = await bot.NextAsync();   // Before anybody is called.
        await ear.PicksUpAsync(await server.Phone.RingsAsync());

        var start = (await stream.UntilAsync("start")).GetProperty("start");
        Assert.Equal(("CA", "MZ", "AC"), (start.GetProperty("callSid").GetString()![..2], start.GetProperty("streamSid").GetString()![..2], start.GetProperty("accountSid").GetString()![..2]));
        var custom = start.GetProperty("customParameters");
        Assert.Equal(("Ann", "+15551230001"), (custom.GetProperty("patient").GetString(), custom.GetProperty("to_number").GetString()));
        Assert.Equal("+15551230001", JsonElement.Parse(custom.GetProperty("dialout_settings").GetString()!)[0].GetProperty("phoneNumber").GetString());

        await stream.SendAsync(Sound(TimeSpan.FromSeconds(1)));
        await stream.SendAsync("""{"event":"mark","streamSid":"x","mark":{"name":"said"}}""");
        while (!await ear.HearsAsync())
        {
        }

        Assert.Equal("said", (await stream.UntilAsync("mark")).GetProperty("mark").GetProperty("name").GetString());
        for (var i = 0; i < 25; i++)
        {
            await ear.SpeaksAsync();
            await ear.HearsAsync();   // At the pace of the call.
        }

        var media = (await stream.UntilAsync("media", json => IsLoud(json.GetProperty("media").GetProperty("payload").GetBytesFromBase64()))).GetProperty("media");
        Assert.Equal("inbound", media.GetProperty("track").GetString());
        await stream.CloseAsync();

        var session = await server.EndOfAsync(id, "bot");
        Assert.Equal("HTTP_COMPLETED", session.Status);
        Assert.Equal(HangUpParty.Agent, session.The<DialoutStopped>().Outcome!.EndedBy);
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task DialIn_IsStreamedToTheBot_WithKeysAndClear()
    {
        await using var bot = await FakeBot.StartAsync();
        await using var server = await StartAsync(bot.Endpoint);
        await using var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");
        await caller.SendAsync(SocketCalls.TwilioStart("bot.parley"));
        using var stream = await bot.NextAsync();

        Assert.Equal("7", (await stream.UntilAsync("start")).GetProperty("start").GetProperty("customParameters").GetProperty("order").GetString());
        await caller.SendAsync("""{"event":"dtmf","dtmf":{"digit":"5"}}""");
        Assert.Equal("5", (await stream.UntilAsync("dtmf")).GetProperty("dtmf").GetProperty("digit").GetString());
        await stream.SendAsync(Sound(TimeSpan.FromSeconds(10)));
        await stream.SendAsync("""{"event":"mark","mark":{"name":"never said"}}""");
        await caller.UntilAsync("media");
        await stream.SendAsync("""{"event":"clear"}""");
        Assert.Equal("never said", (await stream.UntilAsync("mark")).GetProperty("mark").GetProperty("name").GetString());

        await caller.SendAsync("""{"event":"stop"}""");
        await stream.UntilAsync("stop");
        await stream.CloseAsync();
        Assert.Equal(1000, (await caller.UntilClosedAsync()).Status);
        await server.Services.GetRequiredService<LiveSessions>().StopAllAsync(TestContext.Current.CancellationToken);   // Waits for its end.
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Endpoint_Refuses_FailsTheSessionAndCallsNobody()
    {
        await using var server = await StartAsync("ws://127.0.0.1:9/bot");
        var id = (await server.StartAsync("bot", Start)).GetProperty("sessionId").GetGuid();

        var session = await server.EndOfAsync(id, "bot");
        Assert.Equal("HTTP_ERROR", session.Status);
        Assert.StartsWith("the agent's endpoint ws://127.0.0.1:9/bot cannot be reached: ", session.Reason, StringComparison.Ordinal);
        Assert.True(server.Phone.IsQuiet);
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Stream_Breaks_IsOpenedAnewForTheSameCall_AndTheCallEndsWhenThatFails()
    {
        var bot = await FakeBot.StartAsync();
        await using var server = await StartAsync(bot.Endpoint);
        await using var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");
        await caller.SendAsync(SocketCalls.TwilioStart("bot.parley"));
        string first;
        using (var stream = await bot.NextAsync())
        {
            first = (await stream.UntilAsync("start")).GetProperty("start").GetProperty("callSid").GetString()!;
        }

        using (var again = await bot.NextAsync())
        {
            var start = (await again.UntilAsync("start")).GetProperty("start");
            Assert.Equal((first, "1"), (start.GetProperty("callSid").GetString(), start.GetProperty("customParameters").GetProperty("_parleyReconnect").GetString()));
            await bot.DisposeAsync();
        }

        Assert.Equal(1000, (await caller.UntilClosedAsync()).Status);
        await server.Services.GetRequiredService<LiveSessions>().StopAllAsync(TestContext.Current.CancellationToken);   // Waits for its end.
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task HangUp_ByTwiliosApi_EndsTheCall()
    {
        await using var bot = await FakeBot.StartAsync();
        await using var server = await StartAsync(bot.Endpoint);
        await using var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");
        await caller.SendAsync(SocketCalls.TwilioStart("bot.parley"));
        using var stream = await bot.NextAsync();
        var start = (await stream.UntilAsync("start")).GetProperty("start");
        var path = $"/2010-04-01/Accounts/{start.GetProperty("accountSid").GetString()}/Calls/{start.GetProperty("callSid").GetString()}.json";

        Assert.Equal(401, await HangUpAsync(server, path, "nonsense"));
        Assert.Equal(404, await HangUpAsync(server, "/2010-04-01/Accounts/AC1/Calls/CA1.json", TestServer.PrivateKey));
        Assert.Equal(200, await HangUpAsync(server, path, TestServer.PrivateKey));
        Assert.Equal(1000, (await caller.UntilClosedAsync()).Status);
        await stream.UntilAsync("stop");
        await stream.CloseAsync();
        await server.Services.GetRequiredService<LiveSessions>().StopAllAsync(TestContext.Current.CancellationToken);   // Waits for its end.
    }

    private static Task<LiveServer> StartAsync(string endpoint) => LiveServer.StartAsync(null, ("Agents:0:Name", "bot"), ("Agents:0:Endpoint", endpoint), ("Agents:0:WebSocketAuth", "none"));

    private static async Task<int> HangUpAsync(LiveServer server, string path, string secret)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new FormUrlEncodedContent([new("Status", "completed")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"AC1:{secret}")));
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (int)response.StatusCode;
    }

    // A whole sentence at once, as bots send them.
    private static string Sound(TimeSpan length)
    {
        var tick = new byte[160];
        G711.EncodeMuLaw(ToneVoice.Tone(), tick);
        var bytes = Enumerable.Repeat(tick, (int)(length.TotalMilliseconds / 20)).SelectMany(b => b).ToArray();
        return $$$"""{"event":"media","streamSid":"x","media":{"payload":"{{{Convert.ToBase64String(bytes)}}}"}}""";
    }

    private static bool IsLoud(byte[] sound)
    {
        var samples = new short[sound.Length];
        G711.DecodeMuLaw(sound, samples);
        return samples.Max() > 3000;
    }
}
