namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Start =>
    [
        new("1.1", "Start: request",
            "createDailyRoom", "dailyRoomProperties", "dailyMeetingTokenProperties", "enableDefaultIceServers", "body unchanged", "body limit 1 MB",
            "existing room in body", "unknown fields ignored", "malformed JSON", new("transport webrtc", Browsers), "transport websocket"),
        new("1.2", "Start: response", "sessionId", "dailyRoom", "dailyToken", "iceConfig", "room defaults", "token, wsUrl, body"),
        new("1.3", "Start: errors",
            "envelope", "400", "401 bad key", "PCC-1002", "PCC-1001", "404", "413", "PCC-AGENT-AT-CAPACITY", "429", new("PCC-1004", "nothing is billed"),
            new("PCC_IMAGE_*", Images)),
        new("1.5", "Bot container", new Row("POST /bot, WS /ws, /readyz, /livez of an image", Images)),
        new("1.6", "Local runner",
            "POST /start", "GET /status", "transport not allowed", "ANY /sessions/{id}/{path}", "POST /daily-dialin-webhook", new("webrtc, websocket, telephony, livekit", Browsers)),
        new("3", "Session API", "proxy of every method", "waits while the agent starts", "x-daily-session-id", "errors", "CORS"),
        new("-", "Beyond the vendors'", "Idempotency-Key on start", "Idempotency-Key on dialOut/start", "queue", "rate limits", "GET .../audit"),
    ];
}
