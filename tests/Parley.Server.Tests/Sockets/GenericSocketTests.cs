using System.Text;
using System.Text.Json;
using Parley.Agents;
using Parley.Server.Tests.Contract;
using Parley.Server.Tests.Sessions.Calls;

namespace Parley.Server.Tests.Sockets;

/// <summary>The generic socket with its protobuf frames, and the tokens that open it (contract 1.2, 11.3 to 11.6).</summary>
public sealed class GenericSocketTests
{
    // Frame{audio: AudioRawFrame{audio: 640 bytes, sample_rate: 16000, num_channels: 1}}, by the schema of contract 11.5.
    private static readonly byte[] Sound = [0x12, 0x88, 0x05, 0x1A, 0x80, 0x05, .. Loud(), 0x20, 0x80, 0x7D, 0x28, 0x01];

    private readonly TaskCompletionSource<(Guid Id, JsonElement Body)> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    [Contract("11.3 generic socket"), Contract("11.5 protobuf frames"), Contract("11.6 session token"), Contract("1.1 transport websocket"), Contract("1.2 token, wsUrl, body")]
    public async Task Call_WithTheTokenOfAStart_SpeaksInFramesAndIsTheSessionOfTheStart()
    {
        await using var server = await LiveServer.StartAsync(null);
        var told = new TaskCompletionSource<JsonElement>(TaskCreationOptions.RunContinuationsAsynchronously);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30), (session, _) =>
        {
            session.On<DialinConnected>((_, ct) => session.SendAppMessageAsync(JsonElement.Parse("""{"hello":1}"""u8), null, ct));
            session.On<AppMessageReceived>((e, _) =>
            {
                told.TrySetResult(e.Message);
                return Task.CompletedTask;
            });
        });
        var start = await server.StartAsync("inbound", """{"transport":"websocket","body":{"who":"Ann"}}""");
        var url = new Uri(start.GetProperty("wsUrl").GetString()!);
        Assert.Equal("/ws/generic/inbound.parley", url.AbsolutePath);
        await using var client = await SocketClient.ConnectAsync(server.Client, $"{url.AbsolutePath}?body={Uri.EscapeDataString(start.GetProperty("body").GetString()!)}", start.GetProperty("token").GetString());

        var (id, body) = await _started.Task;
        Assert.Equal((start.GetProperty("sessionId").GetGuid(), """{"who":"Ann"}"""), (id, body.GetRawText()));
        var frames = new HashSet<int>();
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        var speaking = Task.CompletedTask;
        while (!(frames.Contains(2) && frames.Contains(4) && frames.Contains(5)))
        {
            var frame = (await client.ReceiveAsync())!;
            frames.Add(frame[0] >> 3);
            if (frame[0] >> 3 == 4)
            {
                Assert.Contains("""{"hello":1}""", Encoding.UTF8.GetString(frame), StringComparison.Ordinal);
            }

            if (frame[0] >> 3 == 2 && speaking.IsCompleted)
            {
                speaking = SpeakAsync(client, pace);   // Into its word: an InterruptionFrame comes.
            }
        }

        await speaking;
        await client.SendAsync([0x22, 0x0B, 0x0A, 0x09, .. """{"hi":12}"""u8]);
        Assert.Equal("""{"hi":12}""", (await told.Task.WaitAsync(TestContext.Current.CancellationToken)).GetRawText());
        await client.CloseAsync();
        var session = await server.EndOfAsync(id, "inbound");
        Assert.Equal("generic", session.The<DialinConnected>().Provider);
        Assert.NotNull(session.The<BotInterrupted>());
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Words_ForAClientInTheRoom_AreRedacted()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(1), (session, conversation) => session.On<DialinConnected>(async (_, ct) =>
        {
            await session.SetBotReadyAsync(cancellationToken: ct);
            await conversation.SayAsync("Your card is 4111 1111 1111 1111.", ct);
        }));
        await using var client = await SocketClient.ConnectAsync(server.Client, "/ws/generic/inbound.parley");

        var told = new List<string>();
        while (!told.Exists(message => message.Contains("bot-output", StringComparison.Ordinal) && message.Contains("Your card is", StringComparison.Ordinal)))
        {
            var frame = (await client.ReceiveAsync())!;
            if (frame[0] >> 3 == 4)
            {
                told.Add(Encoding.UTF8.GetString(frame));
            }
        }

        Assert.DoesNotContain(told, message => message.Contains("4111", StringComparison.Ordinal));
        await client.CloseAsync();
    }

    [Fact]
    [Contract("11.4 websocket_auth")]
    public async Task Token_MissingForgedOfAnotherAgentOrUsed_Is403BeforeTheUpgrade()
    {
        await using var server = await LiveServer.StartAsync(null);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30));
        const string Path = "/ws/generic/inbound.parley";
        var token = (await server.StartAsync("inbound", """{"transport":"websocket"}""")).GetProperty("token").GetString()!;
        var other = (await server.StartAsync("outbound", """{"transport":"websocket"}""")).GetProperty("token").GetString()!;

        Assert.Equal(403, await SocketClient.RefusalAsync(server.Client, Path));
        Assert.Equal(403, await SocketClient.RefusalAsync(server.Client, Path, token[..^2] + "xx"));
        Assert.Equal(403, await SocketClient.RefusalAsync(server.Client, $"{Path}?token=a.b"));
        Assert.Equal(403, await SocketClient.RefusalAsync(server.Client, $"{Path}/{other}"));
        await using (var client = await SocketClient.ConnectAsync(server.Client, $"{Path}/{token}"))
        {
            await client.ReceiveAsync();
            Assert.Equal(403, await SocketClient.RefusalAsync(server.Client, $"{Path}?token={token}"));
        }

        await server.EndOfAsync((await _started.Task).Id, "inbound");
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Request_ThatIsNone_IsRefusedOverHttp()
    {
        await using var server = await LiveServer.StartAsync(null, [.. SocketCalls.Open, ("Agents:0:MaxAgents", "1")]);
        server.Agents["inbound"] = SocketCalls.Speaks(_started, TimeSpan.FromSeconds(30));

        Assert.Equal(426, (await server.GetAsync("/ws/generic/inbound.parley")).Status);
        Assert.Equal(404, await SocketClient.RefusalAsync(server.Client, "/ws/vonage"));
        Assert.Equal(404, await SocketClient.RefusalAsync(server.Client, "/ws/generic/nobody.parley"));
        Assert.Equal(400, await SocketClient.RefusalAsync(server.Client, "/ws/generic"));
        Assert.Equal(400, await SocketClient.RefusalAsync(server.Client, "/ws/generic/inbound.parley?body=%25"));
        Assert.Equal(413, await SocketClient.RefusalAsync(server.Client, $"/ws/generic/inbound.parley?body={new string('A', 6000)}"));
        await using var first = await SocketClient.ConnectAsync(server.Client, "/ws/generic?serviceHost=inbound.parley");
        await first.ReceiveAsync();
        Assert.Equal(429, await SocketClient.RefusalAsync(server.Client, "/ws/generic/inbound.parley"));
        await first.CloseAsync();
        await server.EndOfAsync((await _started.Task).Id, "inbound");
        server.AssertNothingIsLeft();
    }

    [Fact]
    public async Task Start_WithABodyForAnAgentThatAnybodyMayStart_Is400()
    {
        await using var server = await LiveServer.StartAsync(null, SocketCalls.Open);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/public/inbound/start") { Content = new StringContent("""{"transport":"websocket","body":{"a":1}}""", Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", TestServer.PublicKey);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(400, (int)response.StatusCode);
    }

    private static async Task SpeakAsync(SocketClient client, PeriodicTimer pace)
    {
        for (var i = 0; i < 100 && await pace.WaitForNextTickAsync(TestContext.Current.CancellationToken); i++)
        {
            await client.SendAsync(Sound);
        }
    }

    private static byte[] Loud()
    {
        var bytes = new byte[640];
        Buffer.BlockCopy(Enumerable.Range(0, 320).Select(i => (short)(8000 * Math.Sin(i * Math.PI / 20))).ToArray(), 0, bytes, 0, 640);
        return bytes;
    }
}
