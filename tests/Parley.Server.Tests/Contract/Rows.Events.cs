namespace Parley.Server.Tests.Contract;

internal static partial class Rows
{
    private static Section[] Events =>
    [
        new("6.2", "Events: payloads", "dialout-connected", "dialout-answered", "dialout-stopped", "dialout-error", "dialout-warning", "dialin-ready", "dialin-connected", "dialin-stopped", "dialin-error", "dtmf-event"),
        new("6.3", "Dial-out: states", "connected before answered", "joined just before answered", "left just after stopped", "one terminal event", "ringing leg counts but is not present"),
        new("6.4", "Dial-out: order", "happy path"),
        new("6.5", "Dial-in: order", "happy path"),
        new("6.6", "Outgoing webhooks",
            "POST /webhooks", "test POST", "GET /webhooks", "GET /webhooks/:uuid", "POST /webhooks/:uuid", "DELETE /webhooks/:uuid", "envelope", "signature", "basicAuth", "circuit-breaker", "exponential",
            "eventTypes", "meeting.started, meeting.ended", "participant.joined, participant.left", "recording.started, ready-to-download, error", "in order per session", "at least once after a crash", "replay"),
    ];
}
