using System.Text.Json;
using Parley.Server.Sessions.Rooms;

namespace Parley.Server.Api;

/// <summary>What a caller may set of its meeting token.</summary>
internal sealed record TokenProperties
{
    /// <summary>Whether the caller is an owner of the room; so it is unless it says otherwise.</summary>
    public bool IsOwner { get; init; } = true;

    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>Until when; by default as long as the room.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>All that was given, by the long names.</summary>
    public IReadOnlyDictionary<string, JsonElement> Given { get; init; } = new Dictionary<string, JsonElement>();
}

/// <summary>Reads the properties of a meeting token (contract 4.5).</summary>
internal static class TokenPropertiesReader
{
    private const int MaxUserIdLength = 36;

    private static readonly string[] Flags =
    [
        "knocking", "enable_screenshare", "start_video_off", "start_audio_off", "start_cloud_recording", "auto_start_transcription",
        "eject_at_token_exp", "close_tab_on_exit",
    ];

    private static readonly PropertyNames Known =
        new(["room_name", "exp", "nbf", "is_owner", .. MeetingTokenClaims.ByProperty.Keys]);

    /// <summary>Reads the properties of a start request, whose caller is an owner unless it says otherwise.</summary>
    public static ApiError? TryRead(JsonElement? given, DateTimeOffset now, out TokenProperties properties)
    {
        properties = new();
        return given is { } value ? TryRead(value, now, "dailyMeetingTokenProperties.", isOwner: true, out properties) : null;
    }

    /// <summary>Reads properties.</summary>
    /// <param name="value">The object.</param>
    /// <param name="now">What is past.</param>
    /// <param name="prefix">How to call the object, with a dot.</param>
    /// <param name="isOwner">Whether it makes an owner when it does not say.</param>
    /// <param name="properties">What is asked for.</param>
    public static ApiError? TryRead(JsonElement value, DateTimeOffset now, string prefix, bool isOwner, out TokenProperties properties)
    {
        properties = new();
        if (Known.Check(value, prefix.TrimEnd('.')) is { } unknown)
        {
            return unknown;
        }

        var fields = new FieldReader(value, prefix);
        properties = new()
        {
            IsOwner = fields.Flag("is_owner") ?? isOwner,
            NotBefore = fields.Moment("nbf"),
            Expires = fields.FutureMoment("exp", now),
            Given = value.EnumerateObject().Where(p => p.Value.ValueKind is not JsonValueKind.Null).GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value),
        };
        foreach (var flag in Flags)
        {
            fields.Flag(flag);
        }

        fields.Text("user_name");
        fields.Text("lang");
        fields.Seconds("eject_after_elapsed");
        fields.Object("start_cloud_recording_opts");
        fields.Text("redirect_on_meeting_exit");
        fields.Text("meeting_join_hook");
        fields.OneOf("enable_recording", "cloud", "cloud-audio-only", "local", "raw-tracks");
        if (fields.Object("permissions") is { } permissions && PartyPermissions.Check(permissions, $"{prefix}permissions") is { } wrong)
        {
            fields.Fail(wrong);
        }

        if (fields.Text("room_name") is { } room && !RoomName.IsValid(room))
        {
            fields.Fail($"{prefix}room_name is no name of a room: letters, digits, hyphens and underscores, at most 128");
        }

        if (fields.Text("user_id")?.Length > MaxUserIdLength)
        {
            fields.Fail($"{prefix}user_id is longer than {MaxUserIdLength} characters");
        }

        return fields.Error;
    }
}
