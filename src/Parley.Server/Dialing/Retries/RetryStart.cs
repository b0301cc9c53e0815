using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Server.Sessions;

namespace Parley.Server.Dialing.Retries;

/// <summary>The start request of a retry: that of the first session, with a room that lasts as long again, and of several calls only the one to try again.</summary>
internal static class RetryStart
{
    private static readonly string[] Settings = ["dialout_settings"];
    private static readonly string[] Destinations = ["phoneNumber", "phone_number", "sipUri", "sip_uri"];

    /// <summary>Writes it down.</summary>
    /// <param name="command">How the session was started.</param>
    /// <param name="openedAt">When.</param>
    /// <param name="destination">Whom to call again.</param>
    public static string Write(StartCommand command, DateTimeOffset openedAt, string destination)
    {
        var start = new JsonObject { ["body"] = Narrow(JsonNode.Parse(JsonMarshal.GetRawUtf8Value(command.Body)), destination) };
        if (command.Room is { Properties: var room })
        {
            var properties = new JsonObject(room.Given.Where(given => given.Key is not ("exp" or "nbf")).Select(given => KeyValuePair.Create(given.Key, JsonNode.Parse(given.Value.GetRawText()))));
            start["createDailyRoom"] = true;
            start["dailyRoomProperties"] = properties;
            start["lifetime"] = (long)Math.Clamp((room.Expires - openedAt).TotalSeconds, 60, TimeSpan.FromDays(30).TotalSeconds);
        }

        return start.ToJsonString();
    }

    /// <summary>The request as it would come over HTTP now.</summary>
    public static byte[] Read(string text, DateTimeOffset now)
    {
        var start = JsonNode.Parse(text)!.AsObject();
        if (start["lifetime"] is { } lifetime)
        {
            start["dailyRoomProperties"]!["exp"] = (now + TimeSpan.FromSeconds((long)lifetime)).ToUnixTimeSeconds();
            start.Remove("lifetime");
        }

        return Encoding.UTF8.GetBytes(start.ToJsonString());
    }

    private static JsonNode? Narrow(JsonNode? body, string destination)
    {
        foreach (var key in body is JsonObject ? Settings : [])
        {
            if (body![key] is JsonArray several)
            {
                body[key] = new JsonArray([.. several.Where(entry => entry is JsonObject call && Destinations.Any(name => IsText(call[name], destination))).Select(entry => entry!.DeepClone())]);
            }
        }

        return body;
    }

    private static bool IsText(JsonNode? node, string text) => node is JsonValue value && value.GetValueKind() is JsonValueKind.String && value.GetValue<string>() == text;
}
