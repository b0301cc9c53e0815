using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Parley.Agents;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>
/// Client events of the realtime protocol (developers.openai.com/api/reference/resources/realtime/client-events). The model is to answer and to be interrupted only when it is told so:
/// <c>create_response</c> and <c>interrupt_response</c> are off.
/// </summary>
internal sealed class RealtimeRequests(OpenAiRealtimeOptions options, SpeechToSpeechSetup setup)
{
    /// <summary>The id of events whose failure means nothing: what was to be cancelled or forgotten is not there any more.</summary>
    public const string Harmless = "forget";

    private int _responses;

    /// <summary>How sound travels.</summary>
    public SpeechToSpeechFormat Format { get; } = options.AudioFormat switch
    {
        "pcmu" => SpeechToSpeechFormat.MuLaw,
        "pcma" => SpeechToSpeechFormat.ALaw,
        "pcm" => SpeechToSpeechFormat.Wide,
        _ => setup.SampleRate == SpeechToSpeechFormat.MuLaw.SampleRate ? SpeechToSpeechFormat.MuLaw : SpeechToSpeechFormat.Wide,
    };

    /// <summary>The event with which the last response was asked for.</summary>
    public string ResponseEvent => $"response-{_responses}";

    /// <summary>Sound of the caller's.</summary>
    public static byte[] Append(ReadOnlySpan<byte> sound) =>
        Encoding.ASCII.GetBytes($$"""{"type":"input_audio_buffer.append","audio":"{{Convert.ToBase64String(sound)}}"}""");

    /// <summary>What the session is to be.</summary>
    public string SetUp(SpeechToSpeechSetup setup)
    {
        var session = Session(setup);
        session["output_modalities"] = new JsonArray("audio");
        var audio = session["audio"]!.AsObject();
        audio["input"]!["format"] = Describe(Format);
        audio["output"] = new JsonObject { ["format"] = Describe(Format), ["voice"] = Voice(setup.Options.Voice ?? options.Voice), ["speed"] = options.Speed };
        return Event("session.update", ("session", session));
    }

    /// <summary>A command.</summary>
    public string Write(SpeechToSpeechCommand command) => command switch
    {
        // The voice may not change, and formats need not.
        SpeechToSpeechCommand.UpdateSession update => Event("session.update", ("session", Session(update.Setup))),
        SpeechToSpeechCommand.AddMessage message => Item(Message(message)),
        SpeechToSpeechCommand.AddFunctionCall call => Item(new() { ["type"] = "function_call", ["call_id"] = call.CallId, ["name"] = call.Name, ["arguments"] = call.Arguments }),
        SpeechToSpeechCommand.AddFunctionOutput output => Item(new() { ["type"] = "function_call_output", ["call_id"] = output.CallId, ["output"] = output.Output }),
        SpeechToSpeechCommand.CreateResponse create => Create(create),
        SpeechToSpeechCommand.CancelResponse cancel => Event("response.cancel", ("event_id", Harmless), ("response_id", cancel.ResponseId)),
        SpeechToSpeechCommand.TruncateItem cut => Event(
            "conversation.item.truncate",
            ("event_id", Harmless), ("item_id", cut.ItemId), ("content_index", 0), ("audio_end_ms", (int)cut.AudioEnd.TotalMilliseconds)),
        SpeechToSpeechCommand.DeleteItem delete => Event("conversation.item.delete", ("event_id", Harmless), ("item_id", delete.ItemId)),
        _ => throw new ArgumentException($"An unknown command: {command.GetType().Name}.", nameof(command)),
    };

    private string Create(SpeechToSpeechCommand.CreateResponse create)
    {
        _responses++;
        var response = new JsonObject();
        if (create.Instructions is { } instructions)
        {
            response["instructions"] = instructions;
        }

        if (!create.MayCallFunctions)
        {
            response["tool_choice"] = "none";
        }

        return Event("response.create", ("event_id", ResponseEvent), ("response", response));
    }

    private JsonObject Session(SpeechToSpeechSetup setup)
    {
        var session = new JsonObject
        {
            ["type"] = "realtime",
            ["tools"] = new JsonArray([.. setup.Tools.Select(Describe)]),
            ["audio"] = new JsonObject { ["input"] = new JsonObject { ["transcription"] = Transcription(setup.Options.Language), ["turn_detection"] = Turns(setup.Options.Turns) } },
        };
        if (setup.Options.Instructions is { } instructions)
        {
            session["instructions"] = instructions;
        }

        return session;
    }

    private JsonObject Turns(SpeechToSpeechTurns? wishes)
    {
        var isSemantic = wishes?.IsSemantic ?? options.TurnDetection == "semantic_vad";
        var turns = new JsonObject { ["type"] = isSemantic ? "semantic_vad" : "server_vad", ["create_response"] = false, ["interrupt_response"] = false };
        if (isSemantic)
        {
            turns["eagerness"] = options.Eagerness;
        }
        else
        {
            turns["threshold"] = wishes?.Threshold ?? options.VadThreshold;
            turns["prefix_padding_ms"] = (int)options.PrefixPadding.TotalMilliseconds;
            turns["silence_duration_ms"] = (int)(wishes?.Silence ?? options.TurnSilence).TotalMilliseconds;
        }

        return turns;
    }

    private JsonObject? Transcription(string? language)
    {
        if (options.TranscriptionModel.Length == 0)
        {
            return null;
        }

        var transcription = new JsonObject { ["model"] = options.TranscriptionModel };
        if (language is not null)
        {
            transcription["language"] = language.Split('-')[0];
        }

        return transcription;
    }

    private static JsonNode Voice(string voice) => voice.StartsWith("voice_", StringComparison.Ordinal) ? new JsonObject { ["id"] = voice } : JsonValue.Create(voice);

    private static JsonObject Describe(SpeechToSpeechFormat format) => format.Encoding switch
    {
        SpeechToSpeechEncoding.MuLaw => new() { ["type"] = "audio/pcmu" },
        SpeechToSpeechEncoding.ALaw => new() { ["type"] = "audio/pcma" },
        _ => new() { ["type"] = "audio/pcm", ["rate"] = format.SampleRate },
    };

    private static JsonObject Describe(AIFunctionDeclaration tool) => new()
    {
        ["type"] = "function",
        ["name"] = tool.Name,
        ["description"] = tool.Description,
        ["parameters"] = JsonNode.Parse(tool.JsonSchema.GetRawText()),
    };

    private static JsonObject Message(SpeechToSpeechCommand.AddMessage message) => new()
    {
        ["type"] = "message",
        ["role"] = message.Role.Value.ToLower(CultureInfo.InvariantCulture),
        ["content"] = new JsonArray(new JsonObject { ["type"] = message.Role == ChatRole.Assistant ? "output_text" : "input_text", ["text"] = message.Text }),
    };

    private static string Item(JsonObject item) => Event("conversation.item.create", ("item", item));

    private static string Event(string type, params ReadOnlySpan<(string Name, JsonNode? Value)> fields)
    {
        var message = new JsonObject { ["type"] = type };
        foreach (var (name, value) in fields)
        {
            message[name] = value;
        }

        return message.ToJsonString();
    }
}
