using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using Parley.Agents;
using Parley.Speech.OpenAiRealtime;
using Parley.Speech.Tests.Vendors;

namespace Parley.Speech.Tests.OpenAiRealtime;

public sealed class OpenAiRealtimeModelTests
{
    private const string Key = "sk-secret";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task OpenAsync_PhoneLine_SetsTheSessionUpAsDocumented()
    {
        JsonElement update = default;
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer, wanted => update = wanted);
            await peer.UntilGoneAsync();
        }));
        var tool = AIFunctionFactory.Create((string day) => day, "opening_hours", "When the clinic opens.");

        await using var session = await Model(server).OpenAsync(
            new() { SampleRate = 8000, Tools = [tool.AsDeclarationOnly()], Options = new() { Instructions = "Be brief.", Language = "en-GB" } }, Token);

        Assert.Equal("/v1/realtime?model=gpt-realtime", Assert.Single(server.Requests));
        Assert.Equal($"Bearer {Key}", Assert.Single(server.Headers).Authorization.ToString());
        Assert.Equal(SpeechToSpeechFormat.MuLaw, session.Format);
        var sent = JsonElement.DeepEquals(
            JsonElement.Parse(
                """
                {
                  "type": "session.update",
                  "session": {
                    "type": "realtime",
                    "instructions": "Be brief.",
                    "output_modalities": ["audio"],
                    "tools": [{
                      "type": "function", "name": "opening_hours", "description": "When the clinic opens.",
                      "parameters": { "type": "object", "properties": { "day": { "type": "string" } }, "required": ["day"] }
                    }],
                    "audio": {
                      "input": {
                        "format": { "type": "audio/pcmu" },
                        "transcription": { "model": "gpt-4o-mini-transcribe", "language": "en" },
                        "turn_detection": {
                          "type": "server_vad", "create_response": false, "interrupt_response": false,
                          "threshold": 0.5, "prefix_padding_ms": 300, "silence_duration_ms": 500
                        }
                      },
                      "output": { "format": { "type": "audio/pcmu" }, "voice": "marin", "speed": 1 }
                    }
                  }
                }
                """),
            update);
        Assert.True(sent, update.GetRawText());
    }

    [Theory]
    [InlineData("auto", 16000, "audio/pcm", SpeechToSpeechEncoding.Pcm16, 24000)]
    [InlineData("pcma", 16000, "audio/pcma", SpeechToSpeechEncoding.ALaw, 8000)]
    [InlineData("pcm", 8000, "audio/pcm", SpeechToSpeechEncoding.Pcm16, 24000)]
    public async Task OpenAsync_OtherFormats_AreAskedForBothWays(string format, int lineRate, string type, SpeechToSpeechEncoding encoding, int rate)
    {
        JsonElement update = default;
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer, wanted => update = wanted);
            await peer.UntilGoneAsync();
        }));

        await using var session = await Model(server, o => o.AudioFormat = format).OpenAsync(new() { SampleRate = lineRate }, Token);

        Assert.Equal(new SpeechToSpeechFormat(encoding, rate), session.Format);
        var audio = update.GetProperty("session").GetProperty("audio");
        foreach (var way in audio.EnumerateObject())
        {
            Assert.Equal(type, way.Value.GetProperty("format").GetProperty("type").GetString());
        }
    }

    [Fact]
    public async Task OpenAsync_Azure_AsksItsAddressWithItsHeader()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(Idle));

        await using var session = await Model(server, o => (o.Url, o.KeyHeader, o.Model) = (new(server.Address, "/openai/v1/realtime"), "api-key", "my deployment")).OpenAsync(Phone, Token);

        Assert.Equal("/openai/v1/realtime?model=my%20deployment", Assert.Single(server.Requests));
        Assert.Equal(Key, Assert.Single(server.Headers)["api-key"].ToString());
        Assert.Equal(0, server.Headers.Single().Authorization.Count);
    }

    [Fact]
    public async Task OpenAsync_AgentsWishes_ComeBeforeTheSettings()
    {
        JsonElement update = default;
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer, wanted => update = wanted);
            await peer.UntilGoneAsync();
        }));
        var wishes = new SpeechToSpeechOptions { Voice = "voice_1234", Turns = new() { IsSemantic = true } };

        await using var session = await Model(server, o => o.TranscriptionModel = "").OpenAsync(Phone with { Options = wishes }, Token);

        var audio = update.GetProperty("session").GetProperty("audio");
        Assert.Equal("voice_1234", audio.GetProperty("output").GetProperty("voice").GetProperty("id").GetString());
        Assert.Equal("semantic_vad", audio.GetProperty("input").GetProperty("turn_detection").GetProperty("type").GetString());
        Assert.Equal(JsonValueKind.Null, audio.GetProperty("input").GetProperty("transcription").ValueKind);
    }

    [Fact]
    public async Task Send_EveryCommand_IsWrittenAsDocumented()
    {
        var received = Channel.CreateUnbounded<string>();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            while (await peer.ReceiveAsync() is { Text: { } text })
            {
                received.Writer.TryWrite(text);
            }
        }));
        await using var session = await Model(server).OpenAsync(Phone, Token);

        session.Hear([0xFF, 0x90, 0x00]);
        session.Send(new SpeechToSpeechCommand.AddMessage(ChatRole.User, "When?"));
        session.Send(new SpeechToSpeechCommand.AddMessage(ChatRole.Assistant, "At nine."));
        session.Send(new SpeechToSpeechCommand.AddFunctionCall("c1", "f", """{"a":1}"""));
        session.Send(new SpeechToSpeechCommand.AddFunctionOutput("c1", "done"));
        session.Send(new SpeechToSpeechCommand.CreateResponse());
        session.Send(new SpeechToSpeechCommand.CreateResponse { Instructions = "Say hello.", MayCallFunctions = false });
        session.Send(new SpeechToSpeechCommand.CancelResponse("r1"));
        session.Send(new SpeechToSpeechCommand.TruncateItem("i1", TimeSpan.FromMilliseconds(740.9)));
        session.Send(new SpeechToSpeechCommand.DeleteItem("i2"));

        string[] expected =
        [
            """{"type":"input_audio_buffer.append","audio":"/5AA"}""",
            """{"type":"conversation.item.create","item":{"type":"message","role":"user","content":[{"type":"input_text","text":"When?"}]}}""",
            """{"type":"conversation.item.create","item":{"type":"message","role":"assistant","content":[{"type":"output_text","text":"At nine."}]}}""",
            """{"type":"conversation.item.create","item":{"type":"function_call","call_id":"c1","name":"f","arguments":"{\u0022a\u0022:1}"}}""",
            """{"type":"conversation.item.create","item":{"type":"function_call_output","call_id":"c1","output":"done"}}""",
            """{"type":"response.create","event_id":"response-1","response":{}}""",
            """{"type":"response.create","event_id":"response-2","response":{"instructions":"Say hello.","tool_choice":"none"}}""",
            """{"type":"response.cancel","event_id":"forget","response_id":"r1"}""",
            """{"type":"conversation.item.truncate","event_id":"forget","item_id":"i1","content_index":0,"audio_end_ms":740}""",
            """{"type":"conversation.item.delete","event_id":"forget","item_id":"i2"}""",
        ];
        foreach (var text in expected)
        {
            Assert.Equal(text, await received.Reader.ReadAsync(Token));
        }
    }

    [Fact]
    public async Task Send_UpdateSession_LeavesVoiceAndFormats()
    {
        JsonElement update = default;
        var isThere = new TaskCompletionSource();
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            update = await peer.ReceiveJsonAsync();
            isThere.SetResult();
            await peer.UntilGoneAsync();
        }));
        await using var session = await Model(server).OpenAsync(Phone, Token);

        session.Send(new SpeechToSpeechCommand.UpdateSession(Phone with { Options = new() { Instructions = "Speak French." } }));
        await isThere.Task.WaitAsync(Token);

        Assert.Equal("Speak French.", update.GetProperty("session").GetProperty("instructions").GetString());
        Assert.False(update.GetProperty("session").GetProperty("audio").TryGetProperty("output", out _));
    }

    [Theory]
    [InlineData("response.output_audio")]
    [InlineData("response.audio")] // The beta's.
    public async Task Events_OfAWholeTurn_AreTold(string audio)
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.SendAsync("""{"type":"input_audio_buffer.speech_started","event_id":"e","audio_start_ms":1000,"item_id":"u1"}""");
            await peer.SendAsync("""{"type":"input_audio_buffer.speech_stopped","event_id":"e","audio_end_ms":2000,"item_id":"u1"}""");
            await peer.SendAsync("""{"type":"input_audio_buffer.committed","event_id":"e","previous_item_id":null,"item_id":"u1"}""");
            await peer.SendAsync("""{"type":"response.created","event_id":"e","response":{"id":"r1","object":"realtime.response","status":"in_progress"}}""");
            await peer.SendAsync("""{"type":"rate_limits.updated","event_id":"e","rate_limits":[{"name":"requests","limit":1000,"remaining":999,"reset_seconds":60}]}""");
            await peer.SendAsync("""{"type":"conversation.item.input_audio_transcription.delta","event_id":"e","item_id":"u1","content_index":0,"delta":"When"}""");
            await peer.SendAsync("""{"type":"conversation.item.input_audio_transcription.completed","event_id":"e","item_id":"u1","content_index":0,"transcript":"When do you open?"}""");
            await peer.SendAsync($$"""{"type":"{{audio}}_transcript.delta","event_id":"e","response_id":"r1","item_id":"i1","output_index":0,"content_index":0,"delta":"At"}""");
            await peer.SendAsync($$"""{"type":"{{audio}}.delta","event_id":"e","response_id":"r1","item_id":"i1","output_index":0,"content_index":0,"delta":"AQID"}""");
            await peer.SendAsync($$"""{"type":"{{audio}}.done","event_id":"e","response_id":"r1","item_id":"i1","output_index":0,"content_index":0}""");
            await peer.SendAsync($$"""{"type":"{{audio}}_transcript.done","event_id":"e","response_id":"r1","item_id":"i1","output_index":0,"content_index":0,"transcript":"At nine."}""");
            await peer.SendAsync("""
                {"type":"response.done","event_id":"e","response":{"id":"r1","status":"completed","usage":{"total_tokens":30,"input_tokens":20,"output_tokens":10,"input_token_details":{"cached_tokens":5}}}}
                """);
            await peer.UntilGoneAsync();
        }));
        var model = Model(server);
        await using var session = await model.OpenAsync(Phone, Token);

        SpeechToSpeechEvent[] told = [.. await ReadAsync(session, 9)];

        Assert.Equal([1, 2, 3], ((SpeechToSpeechEvent.Audio)told[6]).Sound.ToArray());
        told[6] = new SpeechToSpeechEvent.SpeechStarted(); // Compared above: memory has no equality of values.
        Assert.Equal(
            [
                new SpeechToSpeechEvent.SpeechStarted(),
                new SpeechToSpeechEvent.SpeechStopped("u1"),
                new SpeechToSpeechEvent.ResponseStarted("r1"),
                new SpeechToSpeechEvent.Heard("u1", "When", IsFinal: false),
                new SpeechToSpeechEvent.Heard("u1", "When do you open?", IsFinal: true),
                new SpeechToSpeechEvent.Said("r1", "i1", "At", IsFinal: false),
                new SpeechToSpeechEvent.SpeechStarted(),
                new SpeechToSpeechEvent.Said("r1", "i1", "At nine.", IsFinal: true),
                new SpeechToSpeechEvent.ResponseEnded(SpeechToSpeechEnding.Completed) { Usage = new(20, 10) { CachedTokens = 5 } },
            ],
            told);
        Assert.Equal((20, 10), (model.Usage.InputTokens, model.Usage.OutputTokens));
    }

    [Fact]
    public async Task Events_OfAFunctionCall_HaveItsNameFromItsItem()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.SendAsync("""{"type":"response.output_item.added","response_id":"r1","output_index":0,"item":{"id":"i1","type":"function_call","status":"in_progress","name":"book","call_id":"c1","arguments":""}}""");
            await peer.SendAsync("""{"type":"response.function_call_arguments.delta","response_id":"r1","item_id":"i1","call_id":"c1","delta":"{"}""");
            await peer.SendAsync("""{"type":"response.function_call_arguments.done","response_id":"r1","item_id":"i1","output_index":0,"call_id":"c1","arguments":"{\"day\":1}"}""");
            await peer.SendAsync("""{"type":"response.function_call_arguments.done","response_id":"r1","item_id":"i2","call_id":"c2","name":"cancel","arguments":"{}"}""");
            await peer.UntilGoneAsync();
        }));
        await using var session = await Model(server).OpenAsync(Phone, Token);

        Assert.Equal(
            [new SpeechToSpeechEvent.FunctionCalled("r1", "c1", "book", """{"day":1}"""), new SpeechToSpeechEvent.FunctionCalled("r1", "c2", "cancel", "{}")],
            await ReadAsync(session, 2));
    }

    [Fact]
    public async Task Events_UnknownOrBroken_AreSkippedAndCounted()
    {
        await using var server = await VendorServer.StartAsync(VendorServer.Talk(async peer =>
        {
            await SetUpAsync(peer);
            await peer.SendAsync("""{"type":"response.something_new","response_id":"r1","delta":{"deep":[1]}}""");
            await peer.SendAsync("""{"type":"conversation.item.truncated","item_id":"i9","content_index":0,"audio_end_ms":12}""");
            await peer.SendAsync("not json");
            await peer.SendAsync("[1,2]");
            await peer.SendAsync("""{"type":7}""");
            await peer.SendAsync("""{"type":"response.output_audio.delta","response_id":"r1","item_id":"i1","delta":"%%%"}""");
            await peer.SendAsync("""{"type":"response.output_audio.delta","item_id":"i1"}""");
            await peer.SendAsync("""{"type":"response.created"}""");
            await peer.SendAsync("""{"type":"input_audio_buffer.speech_started"}""");
            await peer.UntilGoneAsync();
        }));
        var model = Model(server);
        await using var session = await model.OpenAsync(Phone, Token);

        Assert.Equal([new SpeechToSpeechEvent.SpeechStarted()], await ReadAsync(session, 1));
        Assert.Equal(6, model.Usage.Strays);
    }

    internal static SpeechToSpeechSetup Phone { get; } = new() { SampleRate = 8000 };

    internal static OpenAiRealtimeModel Model(VendorServer server, Action<OpenAiRealtimeOptions>? configure = null, TimeProvider? time = null)
    {
        var options = new OpenAiRealtimeOptions { ApiKey = Key, Url = new(server.Address, "/v1/realtime"), RetryDelay = TimeSpan.Zero };
        configure?.Invoke(options);
        return new(Options.Create(options), time ?? TimeProvider.System);
    }

    /// <summary>As the vendor begins: tells its defaults, takes what is wanted, and says that it did.</summary>
    /// <param name="peer">The vendor.</param>
    /// <param name="seen">Is shown what is wanted, before the client goes on.</param>
    internal static async Task SetUpAsync(VendorPeer peer, Action<JsonElement>? seen = null)
    {
        await peer.SendAsync("""{"type":"session.created","event_id":"e","session":{"type":"realtime","object":"realtime.session","id":"sess_1","model":"gpt-realtime"}}""");
        var update = await peer.ReceiveJsonAsync();
        seen?.Invoke(update);
        await peer.SendAsync("""{"type":"session.updated","event_id":"e","session":{"type":"realtime","object":"realtime.session","id":"sess_1"}}""");
    }

    internal static async Task Idle(VendorPeer peer)
    {
        await SetUpAsync(peer);
        await peer.UntilGoneAsync();
    }

    internal static async Task<List<SpeechToSpeechEvent>> ReadAsync(ISpeechToSpeechSession session, int count)
    {
        var told = new List<SpeechToSpeechEvent>();
        while (told.Count < count)
        {
            told.Add(await session.Events.ReadAsync(Token));
        }

        return told;
    }
}
