using System.Collections.Frozen;

namespace Parley.Server.Sessions.Rooms;

/// <summary>The claims of a meeting token: one or two letters for each property (contract 4.5).</summary>
internal static class MeetingTokenClaims
{
    public const string Room = "r";
    public const string Domain = "d";
    public const string IssuedAt = "iat";
    public const string Expires = "exp";
    public const string NotBefore = "nbf";
    public const string Owner = "o";
    public const string UserName = "u";
    public const string UserId = "ud";

    public const string EjectAtExpiry = "ejt";
    public const string EjectAfter = "eje";
    public const string Permissions = "p";

    /// <summary>The claims of those properties that are passed on as they are.</summary>
    public static FrozenDictionary<string, string> ByProperty { get; } = new Dictionary<string, string>
    {
        ["user_name"] = UserName,
        ["user_id"] = UserId,
        ["knocking"] = "k",
        ["enable_screenshare"] = "ss",
        ["start_video_off"] = "vo",
        ["start_audio_off"] = "ao",
        ["enable_recording"] = "er",
        ["start_cloud_recording"] = "sr",
        ["start_cloud_recording_opts"] = "sro",
        ["auto_start_transcription"] = "ast",
        ["eject_at_token_exp"] = EjectAtExpiry,
        ["eject_after_elapsed"] = EjectAfter,
        ["lang"] = "uil",
        ["close_tab_on_exit"] = "ctoe",
        ["redirect_on_meeting_exit"] = "rome",
        ["meeting_join_hook"] = "mjh",
        ["permissions"] = Permissions,
    }.ToFrozenDictionary();
}
