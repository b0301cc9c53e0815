namespace Parley.Server.Webhooks;

/// <summary>The types of events (contract 6.6).</summary>
internal static class WebhookEventTypes
{
    public const string MeetingStarted = "meeting.started";
    public const string MeetingEnded = "meeting.ended";
    public const string ParticipantJoined = "participant.joined";
    public const string ParticipantLeft = "participant.left";
    public const string DialoutConnected = "dialout.connected";
    public const string DialoutAnswered = "dialout.answered";
    public const string DialoutStopped = "dialout.stopped";
    public const string DialoutError = "dialout.error";
    public const string DialoutWarning = "dialout.warning";
    public const string DialinReady = "dialin.ready";
    public const string DialinConnected = "dialin.connected";
    public const string DialinStopped = "dialin.stopped";
    public const string DialinError = "dialin.error";
    public const string DialinWarning = "dialin.warning";
    public const string RecordingStarted = "recording.started";
    public const string RecordingReady = "recording.ready-to-download";
    public const string RecordingError = "recording.error";

    /// <summary>All that may be asked for. Those that this server never tells are taken as well, since clients name them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        DialoutConnected, DialoutAnswered, DialoutStopped, DialoutError, DialoutWarning,
        DialinReady, DialinConnected, DialinStopped, DialinError, DialinWarning,
        MeetingStarted, MeetingEnded, ParticipantJoined, ParticipantLeft,
        RecordingStarted, RecordingReady, RecordingError,
        "waiting-participant.joined", "waiting-participant.left",
        "transcript.started", "transcript.ready-to-download", "transcript.error",
        "streaming.started", "streaming.updated", "streaming.ended", "streaming.error",
        "batch-processor.job-finished", "batch-processor.error",
    ];
}
