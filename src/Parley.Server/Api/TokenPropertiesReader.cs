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

    public static ApiError? TryRead(JsonElement? given, DateTimeOffset now, out TokenProperties properties)
    {
        properties = new();
        if (given is not { } value)
        {
            return null;
        }

        if (Known.Check(value, "dailyMeetingTokenProperties") is { } unknown)
        {
            return unknown;
        }

        var fields = new FieldReader(value, "dailyMeetingTokenProperties.");
        properties = new()
        {
            IsOwner = fields.Flag("is_owner") ?? true,
            NotBefore = fields.Moment("nbf"),
            Expires = fields.FutureMoment("exp", now),
            Given = value.EnumerateObject().Where(p => p.Value.ValueKind is not JsonValueKind.Null).GroupBy(p => p.Name).ToDictionary(g => g.Key, g => g.Last().Value),
        };
        foreach (var flag in Flags)
        {
            fields.Flag(flag);
        }

        fields.Text("user_name");
        fields.Text("room_name");
        fields.Text("lang");
        fields.Seconds("eject_after_elapsed");
        fields.Object("permissions");
        if (fields.Text("user_id")?.Length > MaxUserIdLength)
        {
            fields.Fail($"dailyMeetingTokenProperties.user_id is longer than {MaxUserIdLength} characters");
        }

        return fields.Error;
    }
}
