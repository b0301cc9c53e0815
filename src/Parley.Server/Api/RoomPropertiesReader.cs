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

    private static readonly string[] Regions =
        ["af-south-1", "ap-northeast-2", "ap-southeast-1", "ap-southeast-2", "ap-south-1", "eu-central-1", "eu-west-2", "sa-east-1", "us-east-1", "us-west-2"];

    private static readonly string[] Texts = ["lang", "geo", "rtmp_geo", "meeting_join_hook"];

    private const string StartPrefix = "dailyRoomProperties.";

    private static readonly PropertyNames Known = new(
        ["nbf", "exp", "eject_at_room_exp", "eject_after_elapsed", "enable_dialout", "max_participants", "enable_recording",
            "streaming_endpoints", "sfu_switchover", .. Flags, .. Objects, .. Texts]);

    /// <summary>Reads the properties of a start request, filling in the defaults of a room that the server makes for a session.</summary>
    public static ApiError? TryRead(JsonElement? given, DateTimeOffset now, out RoomProperties properties)
    {
        properties = RoomProperties.Default(now);
        return given is { } value ? TryRead(value, now, properties, StartPrefix, out properties) : null;
    }

    /// <summary>Reads properties.</summary>
    /// <param name="value">The object.</param>
    /// <param name="now">What is past.</param>
    /// <param name="defaults">What counts where nothing is given.</param>
    /// <param name="prefix">How to call the object, with a dot.</param>
    /// <param name="properties">What the room is to be like.</param>
    public static ApiError? TryRead(JsonElement value, DateTimeOffset now, RoomProperties defaults, string prefix, out RoomProperties properties)
    {
        properties = defaults;
        if (CheckNames(value, prefix) is { } unknown)
        {
            return unknown;
        }

        var fields = new FieldReader(value, prefix);
        fields.FutureMoment("exp", now);
        properties = Read(fields, value, defaults);
        CheckOthers(fields);
        CheckSip(fields, prefix);
        if (fields.Object("permissions") is { } permissions && PartyPermissions.Check(permissions, $"{prefix}permissions") is { } wrong)
        {
            fields.Fail(wrong);
        }

        if (properties.NotBefore >= properties.Expires)
        {
            fields.Fail($"{prefix}nbf is not before exp, so nobody could ever join");
        }

        return fields.Error;
    }

    /// <summary>Says which name is none of a property; <see langword="null"/> when all are.</summary>
    public static ApiError? CheckNames(JsonElement value, string prefix) => Known.Check(value, prefix.TrimEnd('.'));

    /// <summary>Reads what was read and found good before.</summary>
    public static RoomProperties Load(JsonElement value) => Read(new FieldReader(value), value, RoomProperties.None);

    private static RoomProperties Read(FieldReader fields, JsonElement value, RoomProperties defaults) => defaults with
    {
        NotBefore = fields.Moment("nbf"),
        Expires = fields.Moment("exp") ?? defaults.Expires,
        EjectAtExpiry = fields.Flag("eject_at_room_exp") ?? defaults.EjectAtExpiry,
        EjectAfter = fields.Seconds("eject_after_elapsed"),
        EnableDialout = fields.Flag("enable_dialout") ?? false,
        MaxParticipants = fields.Integer("max_participants", 1, 100_000) ?? defaults.MaxParticipants,
        EnableRecording = fields.OneOf("enable_recording", "cloud", "cloud-audio-only", "local", "raw-tracks"),
        Given = Collect(value, defaults),
    };

    private static void CheckSip(FieldReader fields, string prefix)
    {
        if (fields.Object("sip") is { } sip)
        {
            var inside = new FieldReader(sip, $"{prefix}sip.");
            inside.Text("display_name");
            inside.OneOf("sip_mode", "dial-in");
            inside.Integer("num_endpoints", 1, RoomProperties.MostSipEndpoints);
            inside.Flag("video");
            inside.Object("codecs");
            inside.Text("provider");
            if (inside.Error is { } wrong)
            {
                fields.Fail(wrong.Text);
            }
        }
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

        fields.OneOf("geo", Regions);
        fields.OneOf("rtmp_geo", Regions);
        if (fields.Text("meeting_join_hook") is { Length: > 255 })
        {
            fields.Fail("meeting_join_hook is longer than 255 characters");
        }

        foreach (var text in Texts)
        {
            fields.Text(text);
        }
    }

    // A later property of the same name counts; null is as if it were not there.
    private static Dictionary<string, JsonElement> Collect(JsonElement value, RoomProperties defaults)
    {
        var all = new Dictionary<string, JsonElement>(defaults.Given);
        foreach (var property in value.EnumerateObject())
        {
            if (property.Value.ValueKind is not JsonValueKind.Null && property.Name is not "sip_uri")   // Which is ours to say.
            {
                all[property.Name] = property.Value;
            }
        }

        return all;
    }
}
