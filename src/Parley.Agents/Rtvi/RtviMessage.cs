using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Agents.Rtvi;

/// <summary>The envelope of the RTVI protocol 2.1.0 (contract 10.1), as it travels in app messages.</summary>
internal sealed record RtviMessage(string Type, string? Id, RtviBotReady Data)
{
    public const string ProtocolVersion = "2.1.0";

    public string Label { get; } = "rtvi-ai";

    public static JsonElement BotReady(string? requestId)
    {
        var version = typeof(RtviMessage).Assembly.GetName().Version?.ToString(3) ?? "0";
        var message = new RtviMessage("bot-ready", requestId ?? "", new(ProtocolVersion, new("parley", version)));
        return JsonSerializer.SerializeToElement(message, RtviJson.Default.RtviMessage);
    }
}

internal sealed record RtviBotReady(string Version, RtviAbout About);

internal sealed record RtviAbout(string Library, [property: JsonPropertyName("library_version")] string LibraryVersion);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(RtviMessage))]
internal sealed partial class RtviJson : JsonSerializerContext;
