namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Rooms =>
    [
        new("4.1", "Rooms: keys and errors",
            "authentication-error", "authorization-header-error", "forbidden-error", "json-parsing-error", "invalid-request-error", "not-found", "rate-limit-error"),
        new("4.2", "Rooms: calls",
            "POST /rooms", "name rule", "duplicate name", "GET /rooms", "GET /rooms paging", "GET /rooms/:name", "POST /rooms/:name", "POST /rooms/:name null resets", "DELETE /rooms/:name",
            "DELETE /rooms/:name expired", "GET /rooms/:name/presence", "GET /presence", "send-app-message", "eject", "ban", "update-permissions", "set-session-data", "get-session-data",
            "recordings/start", "recordings/stop", "POST /meeting-tokens", "GET /meeting-tokens/:jwt", "GET /", "POST /", new("recordings/update", "recordings are of sound and have no layout"),
            new("transcription/*", "agents transcribe"), new("live streaming, batch, meetings analytics", Video)),
        new("4.3", "Rooms: properties",
            "nbf", "exp", "exp in the past", "eject_at_room_exp", "eject_after_elapsed", "enable_dialout", "sip", "sip_uri", "max_participants", "enable_recording", "owner_only_broadcast",
            "permissions", "unknown property", "stored and echoed", "what pipecat sends", new("dialin (PIN)", "numbers with PINs come later")),
        new("4.4", "Rooms: as pipecat makes them", "configure() with dial-out", "configure() with sip"),
        new("4.5", "Meeting tokens",
            "claims", "room_name", "exp", "nbf", "is_owner", "user_name, user_id", "permissions", "eject_at_token_exp", "eject_after_elapsed", "self-signed", "expired", "forged", "foreign",
            "owner leaves, legs drop"),
    ];
}
