using System.Text.Json;
using Parley.Server.Hosting;
using Parley.Server.Sessions.Rooms;
using Parley.Server.Storage;

namespace Parley.Server.Api.Rooms;

/// <summary>Rooms as the API shows them.</summary>
internal sealed class RoomPresentation(PublicUrl publicUrl, SipDomain sipDomain)
{
    private static readonly Dictionary<string, string> Defaults = new()
    {
        ["eject_at_room_exp"] = "false",
        ["enable_dialout"] = "false",
        ["max_participants"] = "200",
        ["start_audio_off"] = "false",
        ["start_video_off"] = "false",
        ["owner_only_broadcast"] = "false",
        ["enable_knocking"] = "false",
        ["enable_chat"] = "false",
        ["enable_screenshare"] = "true",
        ["lang"] = "\"en\"",
    };

    public RoomDocument Show(RoomRecord room) =>
        new(room.Id, room.Name, room.ApiCreated, room.Privacy is RoomPrivacy.Public ? "public" : "private", publicUrl.OfRoom(room.Name), room.CreatedAt, ConfigOf(room));

    private SortedDictionary<string, JsonElement> ConfigOf(RoomRecord room)
    {
        var properties = RoomProperties.Load(room);
        var config = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (name, value) in properties.Given)
        {
            if (!Defaults.TryGetValue(name, out var usual) || value.GetRawText() != usual)
            {
                config[name] = value;
            }
        }

        if (properties.SipEndpoints is > 0 and var count)
        {
            string[] addresses = [.. Enumerable.Range(0, count).Select(index => $"{room.Name}.{index}@{sipDomain.Value}")];
            config["sip_uri"] = JsonSerializer.SerializeToElement(new SipUriDocument(addresses[0], addresses[1..]), RoomApiJson.Default.SipUriDocument);
        }

        return config;
    }
}
