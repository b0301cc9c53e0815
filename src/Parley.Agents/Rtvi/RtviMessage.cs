using System.Text.Json;
using System.Text.Json.Nodes;

namespace Parley.Agents.Rtvi;

/// <summary>The envelope of the RTVI protocol 2.1.0 (contract 10.1), as it travels in app messages.</summary>
internal static class RtviMessage
{
    public const string ProtocolVersion = "2.1.0";
    public const string Label = "rtvi-ai";

    /// <summary>A message to clients.</summary>
    /// <param name="type">Its type (contract 10.3).</param>
    /// <param name="data">What it says, if anything.</param>
    /// <param name="id">The id of the message that it answers, if it answers one.</param>
    public static JsonElement Create(string type, JsonNode? data = null, string? id = null)
    {
        var message = new JsonObject { ["label"] = Label, ["type"] = type };
        if (id is not null)
        {
            message["id"] = id;
        }

        if (data is not null)
        {
            message["data"] = data;
        }

        return ToElement(message);
    }

    /// <summary>The same JSON, as what app messages are made of.</summary>
    public static JsonElement ToElement(JsonNode node)
    {
        using var document = JsonDocument.Parse(node.ToJsonString());
        return document.RootElement.Clone();
    }

    public static JsonElement BotReady(string? requestId, string version = ProtocolVersion)
    {
        var library = typeof(RtviMessage).Assembly.GetName().Version?.ToString(3) ?? "0";
        return Create("bot-ready", new JsonObject { ["version"] = version, ["about"] = new JsonObject { ["library"] = "parley", ["library_version"] = library } }, requestId ?? "");
    }

    public static JsonElement ErrorResponse(string id, string error) => Create("error-response", new JsonObject { ["error"] = error }, id);

    /// <summary>Both names of the text: the protocol's and that of its TypeScript types.</summary>
    public static JsonElement Error(string error, bool isFatal) => Create("error", new JsonObject { ["error"] = error, ["message"] = error, ["fatal"] = isFatal });
}
