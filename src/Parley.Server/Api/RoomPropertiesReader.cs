using System.Text.Json;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api;

/// <summary>Reads the properties of a room (contract 4.3).</summary>
internal static class RoomPropertiesReader
{
    private static readonly string[] Flags =
    [
        "start_audio_off", "start_video_off", "owner_only_broadcast", "enforce_unique_user_ids", "enable_hidden_participants",
        "enable_knocking", "enable_chat", "enable_screenshare", "enable_people_ui", "enable_prejoin_ui", "enable_emoji_reactions",
        "enable_transcription_storage", "auto_start_transcription",
    ];

    private static readonly string[] Objects = ["sip", "sip_uri", "dialin", "recordings_bucket", "permissions", "auto_transcription_settings"];

    private static readonly string[] Texts = ["lang", "geo", "rtmp_geo", "meeting_join_hook"];

    private static readonly PropertyNames Known = new(
        "dailyRoomProperties",
        ["nbf", "exp", "eject_at_room_exp", "eject_after_elapsed", "enable_dialout", "max_participants", "enable_recording",
            "streaming_endpoints", "sfu_switchover", .. Flags, .. Objects, .. Texts]);

    /// <summary>Reads the properties, filling in the defaults of a room that the server makes.</summary>
    public static ApiError? TryRead(JsonElement? given, DateTimeOffset now, out RoomProperties properties)
    {
        properties = RoomProperties.Default(now);
        if (given is not { } value)
        {
            return null;
        }

        if (Known.Check(value) is { } unknown)
        {
            return unknown;
        }

        var fields = new FieldReader(value, "dailyRoomProperties.");
        properties = properties with
        {
            NotBefore = fields.Moment("nbf"),
            Expires = fields.FutureMoment("exp", now) ?? properties.Expires,
            EjectAtExpiry = fields.Flag("eject_at_room_exp") ?? properties.EjectAtExpiry,
            EjectAfter = fields.Seconds("eject_after_elapsed"),
            EnableDialout = fields.Flag("enable_dialout") ?? false,
            MaxParticipants = fields.Integer("max_participants", 1, 100_000) ?? properties.MaxParticipants,
            EnableRecording = fields.OneOf("enable_recording", "cloud", "cloud-audio-only", "local", "raw-tracks"),
            Given = Collect(value),
        };
        CheckOthers(fields);
        if (properties.NotBefore >= properties.Expires)
        {
            fields.Fail("dailyRoomProperties.nbf is not before exp, so nobody could ever join");
        }

        return fields.Error;
    }

    private static void CheckOthers(FieldReader fields)
    {
        foreach (var flag in Flags)
        {
            fields.Flag(flag);
        }

        foreach (var name in Objects)
        {
            fields.Object(name);
        }

        foreach (var text in Texts)
        {
            fields.Text(text);
        }
    }

    private static Dictionary<string, JsonElement> Collect(JsonElement value)
    {
        var all = new Dictionary<string, JsonElement>();
        foreach (var property in value.EnumerateObject())
        {
            all[property.Name] = property.Value;
        }

        return all;
    }
}
