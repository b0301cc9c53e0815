using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Parley.Agents;
using Parley.Server.Sessions;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Sockets;

/// <summary>Calls that providers bring over WebSockets (contract 11.1 to 11.4): to their rooms they are legs like any other.</summary>
public sealed class ProviderSocketTests
{
    private readonly TaskCompletionSource<(Guid Id, JsonElement Body)> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Theory]
    [InlineData("twilio", "media", "clear")]
    [InlineData("telnyx", "media", "clear")]
    [InlineData("plivo", "playAudio", "clearAudio")]
    [InlineData("exotel", "media", "clear")]
    [Contract("11.1 provider protocols"), Contract("11.2 /ws/{provider}, serviceHost, _pipecatCloudServiceHost")]
    public async Task Call_OfAProvider_IsAParticipantThatSpeaksPressesKeysInterruptsAndHangsUp(string provider, string sound, string clear)
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30));
        await using var caller = await SocketClient.ConnectAsync(server.Client, provider == "twilio" ? "/ws/twilio" : $"/ws/{provider}?serviceHost=inbound.parley");
        foreach (var message in SocketCalls.Start(provider))
        {
            await caller.SendAsync(message);
        }

        var (id, body) = await _started.Task;
        var heard = await caller.UntilAsync(sound);
        Assert.Equal(provider == "exotel" ? 320 : 160, heard.GetProperty("media").GetProperty("payload").GetBytesFromBase64().Length);
        await caller.SendAsync("""{"event":"dtmf","dtmf":{"digit":"5"}}""");
        var speaking = SpeakAsync(caller, provider);
        var cleared = await caller.UntilAsync(clear);
        await speaking;
        Assert.Equal(provider == "telnyx" ? null : "S1", StreamOf(cleared));
        await caller.SendAsync("""{"event":"stop"}""");
        Assert.Equal(1000, (await caller.UntilClosedAsync()).Status);

        var session = await server.EndOfAsync(id, "inbound");
        Assert.Equal("HTTP_COMPLETED", session.Status);
        var connected = session.The<DialinConnected>();
        Assert.Equal((provider, "C1"), (connected.Provider, connected.SipCallId));
        Assert.Equal("5", session.The<DtmfReceived>().Tone);
        Assert.NotNull(session.The<BotInterrupted>());
        Assert.StartsWith("joining joined", session.Story, StringComparison.Ordinal);
        Assert.Contains("dialin-connected participant-joined", session.Story, StringComparison.Ordinal);
        Assert.EndsWith("dialin-stopped participant-left leaving conversation-ended left", session.Story, StringComparison.Ordinal);
        Assert.InRange(session.The<DialinStopped>().Quality!.PacketsReceived, 1, 10_000);
        Assert.Equal("C1", body.GetProperty("call_data").GetProperty("call_id").GetString());
        Assert.Equal(provider is "plivo" ? "" : "+15557770001", body.GetProperty("dialin_settings").GetProperty("From").GetString());
        Assert.Equal(provider is "twilio" or "exotel", body.TryGetProperty("order", out _));
        server.AssertNothingIsLeft();
    }

    [Fact]
    [Contract("11.1 marks")]
    public async Task HangUp_OfTheAgent_WaitsUntilTheLastWordIsPlayed()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromMilliseconds(200), (session, _) => session.On<BotStoppedSpeaking>((_, ct) => session.LeaveAsync(ct)));
        await using var caller = await ConnectTwilioAsync(server);

        var mark = await caller.UntilAsync(json => json.GetProperty("event").GetString() == "mark" && json.GetProperty("mark").GetProperty("name").GetString() == "parley-end");
        await caller.SendAsync($$"""{"event":"mark","streamSid":"S1","mark":{{mark.GetProperty("mark").GetRawText()}}}""");

        Assert.Equal(1000, (await caller.UntilClosedAsync()).Status);
        Assert.Equal("HTTP_COMPLETED", (await server.EndOfAsync((await _started.Task).Id, "inbound")).Status);
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Keys_OfTheAgent_AreTonesInTheSound()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        var sent = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Agents["inbound"] = (session, ct) =>
        {
            session.On<DialinConnected>(async (e, c) => sent.TrySetResult(await session.SendDtmfAsync(new DtmfRequest(e.SessionId, "12"), c)));
            session.On<DialinStopped>((_, c) => session.LeaveAsync(c));
            return session.RunAsync(cancellationToken: ct);
        };
        await using var caller = await ConnectTwilioAsync(server);
        var detector = new Parley.Audio.Tones.DtmfDetector(8000);
        var keys = "";
        while (keys.Length < 2)
        {
            var payload = (await caller.UntilAsync("media")).GetProperty("media").GetProperty("payload").GetBytesFromBase64();
            var samples = new short[payload.Length];
            Parley.Audio.Codecs.G711.DecodeMuLaw(payload, samples);
            keys += detector.Hear(samples)?.Key.ToString() ?? "";
        }

        Assert.Equal("12", keys);
        Assert.True(await sent.Task);
        await caller.CloseAsync();
        await server.Services.GetRequiredService<LiveSessions>().StopAllAsync(TestContext.Current.CancellationToken);   // Waits for its end.
    }

    [Fact]
    public async Task Socket_Dies_EndsTheCallAsDropped()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30));
        await using var caller = await ConnectTwilioAsync(server);
        await caller.UntilAsync("media");
        caller.Abort();

        var session = await server.EndOfAsync((await _started.Task).Id, "inbound");
        Assert.NotNull(session.The<DialinStopped>());
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Start_NeverComes_IsTimedOutAndNothingIsLeft()
    {
        await using var server = await LiveServer.StartAsync(null, [.. SocketCalls.Open, ("Sockets:StartTimeout", "00:00:01")]);
        await using var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");

        Assert.Equal((1008, "no start within 1 s"), await caller.UntilClosedAsync());
        server.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("{\"event\":\"sta", 1007, "no JSON")]
    [InlineData("[]", 1007, "no JSON object")]
    [InlineData("{\"event\":\"start\"}", 1007, "start without its object")]
    [InlineData("{\"event\":\"start\",\"start\":{\"streamSid\":\"S1\"}}", 1007, "start without streamSid or callSid")]
    [InlineData("{\"event\":\"start\",\"start\":{\"streamSid\":\"S1\",\"callSid\":\"C1\",\"mediaFormat\":{\"encoding\":\"opus\"}}}", 1007, "a mediaFormat other than audio/x-mulaw at 8000 Hz")]
    [InlineData("{\"event\":\"start\",\"start\":{\"streamSid\":\"S1\",\"callSid\":\"C1\"}}", 1008, "the stream has no parameter _pipecatCloudServiceHost")]
    public async Task Start_IsBad_ClosesAndSaysWhy(string message, int status, string reason)
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        await using var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");
        await caller.SendAsync(message);

        Assert.Equal((status, reason), await caller.UntilClosedAsync());
        server.AssertNothingIsLeft();
    }

    [Theory]
    [InlineData("nobody.parley", 1008, "Service not found")]
    [InlineData("inbound.others", 1008, "Service not found")]
    [InlineData("outbound.parley", 1008, "The session token is missing, not valid, has expired, or was used before")]
    public async Task Start_OfAnAgentThatMayNotBeStarted_ClosesAndSaysWhy(string service, int status, string reason)
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        await using var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");
        await caller.SendAsync(SocketCalls.TwilioStart(service));

        Assert.Equal((status, reason), await caller.UntilClosedAsync());
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Start_AgentAtCapacity_IsToldToTryAgainLater()
    {
        await using var server = await LiveServer.StartAsync(null, [.. SocketCalls.Open, ("Agents:0:MaxAgents", "1")]);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30));
        await using var first = await ConnectTwilioAsync(server);
        await first.UntilAsync("media");
        await using var second = await ConnectTwilioAsync(server);

        Assert.Equal((1013, "the agent is at capacity"), await second.UntilClosedAsync());
        await first.CloseAsync();
        await server.EndOfAsync((await _started.Task).Id, "inbound");
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Messages_TornInTheCall_AreDroppedUntilTheyAreTooMany()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30));
        await using var caller = await ConnectTwilioAsync(server);
        await caller.UntilAsync("media");
        for (var i = 0; i < 19; i++)
        {
            await caller.SendAsync("{\"event\":\"med");
        }

        await caller.SendAsync(SocketCalls.Sound("twilio"));
        await caller.UntilAsync("media");
        await caller.SendAsync("{\"event\":\"media\"}");

        Assert.Equal((1007, "20 messages were not twilio's, the last: media without a payload of base64"), await caller.UntilClosedAsync());
        await server.EndOfAsync((await _started.Task).Id, "inbound");
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Messages_Flood_EndTheCall()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromMilliseconds(100));
        await using var caller = await ConnectTwilioAsync(server);
        var closed = caller.UntilClosedAsync();
        try
        {
            for (var i = 0; i < 200_000 && !closed.IsCompleted; i++)
            {
                await caller.SendAsync(SocketCalls.Sound("twilio"));
            }
        }
        catch (Exception fault) when (fault is System.Net.WebSockets.WebSocketException or IOException)
        {
            // It was closed under our hands.
        }

        await server.EndOfAsync((await _started.Task).Id, "inbound");
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task HangUp_WithCredentials_EndsTheCallAtTheProvider()
    {
        await using var provider = await FakeProviderApi.StartAsync();
        await using var server = await LiveServer.StartAsync(null, [.. SocketCalls.Open, ("Sockets:Twilio:BaseUrl", $"{provider.Url}"), ("Sockets:Twilio:Secret", "s3")]);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromMilliseconds(100), (session, _) => session.On<BotStoppedSpeaking>((_, ct) => session.LeaveAsync(ct)));
        await using var caller = await ConnectTwilioAsync(server);

        var reading = caller.UntilClosedAsync();
        Assert.Equal(("POST /2010-04-01/Accounts/A1/Calls/C1.json", "A1:s3", "Status=completed"), await provider.Asked);
        await reading;
        await server.EndOfAsync((await _started.Task).Id, "inbound");
    }

    private static async Task<SocketClient> ConnectTwilioAsync(LiveServer server)
    {
        var caller = await SocketClient.ConnectAsync(server.Client, "/ws/twilio");
        foreach (var message in SocketCalls.Start("twilio"))
        {
            await caller.SendAsync(message);
        }

        return caller;
    }

    // As fast as people do: two seconds, a message each 20 ms.
    private static async Task SpeakAsync(SocketClient caller, string provider)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        for (var i = 0; i < 100 && await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken); i++)
        {
            await caller.SendAsync(SocketCalls.Sound(provider));
        }
    }

    private static string? StreamOf(JsonElement json)
    {
        foreach (var name in (string[])["streamSid", "streamId", "stream_sid"])
        {
            if (json.TryGetProperty(name, out var id))
            {
                return id.GetString();
            }
        }

        return null;
    }
}
