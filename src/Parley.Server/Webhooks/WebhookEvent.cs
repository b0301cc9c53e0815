using System.Text.Json;
using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Server.Sessions.Recording;

namespace Parley.Server.Webhooks;

/// <summary>Something that happened in a room, to be told to webhooks.</summary>
/// <param name="Type">One of <see cref="WebhookEventTypes"/>.</param>
/// <param name="Room">The room's name; events of one room are told in order.</param>
/// <param name="Payload">What is told besides the room and the domain.</param>
internal sealed record WebhookEvent(string Type, string Room, JsonObject Payload)
{
    /// <summary>When it happened; the moment of writing when not given.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The first party has come into a room.</summary>
    public static WebhookEvent MeetingStarted(string room, Guid meeting, DateTimeOffset at)
        => new(WebhookEventTypes.MeetingStarted, room, new() { ["meeting_id"] = meeting.ToString(), ["start_ts"] = Seconds(at) }) { At = at };

    /// <summary>The last party has gone.</summary>
    public static WebhookEvent MeetingEnded(string room, Guid meeting, DateTimeOffset startedAt, DateTimeOffset at)
        => new(WebhookEventTypes.MeetingEnded, room, new() { ["meeting_id"] = meeting.ToString(), ["start_ts"] = Seconds(startedAt), ["end_ts"] = Seconds(at) }) { At = at };

    /// <summary>A recording has begun.</summary>
    public static WebhookEvent RecordingStarted(string room, string recording, string instance, DateTimeOffset at)
        => new(WebhookEventTypes.RecordingStarted, room, Without(Recording(room, recording, instance, at))) { At = at };

    /// <summary>A recording is over, and its file is whole.</summary>
    public static WebhookEvent RecordingReady(string room, string recording, string instance, DateTimeOffset startedAt, DateTimeOffset at)
    {
        var payload = Recording(room, recording, instance, startedAt);
        payload["status"] = "finished";
        payload["duration"] = Seconds(at) - Seconds(startedAt);
        payload["file"] = $"{RoomRecording.FileName(recording)}.wav";
        return new(WebhookEventTypes.RecordingReady, room, Without(payload)) { At = at };
    }

    /// <summary>A recording was asked for, and there is none.</summary>
    public static WebhookEvent RecordingError(string room, string recording, string instance, string error, DateTimeOffset at)
    {
        var payload = Recording(room, recording, instance, at);
        payload["error_msg"] = error;
        return new(WebhookEventTypes.RecordingError, room, Without(payload)) { At = at };
    }

    private static JsonObject Recording(string room, string recording, string instance, DateTimeOffset startedAt) => new()
    {
        ["type"] = "cloud-audio-only",
        ["recording_id"] = recording,
        ["instance_id"] = instance.Length == 0 ? null : instance,
        ["room_name"] = room,
        ["start_ts"] = Seconds(startedAt),
    };

    /// <summary>The same events that agents get; those that are nobody's business but the agent's give nothing.</summary>
    public static IEnumerable<WebhookEvent> Of(string room, Guid? agentSession, params IEnumerable<AgentEvent> occurred)
        => occurred.Select(one => Of(room, agentSession, one)).OfType<WebhookEvent>();

    /// <summary>An agent has come into a room, or gone.</summary>
    public static IEnumerable<WebhookEvent> OfAgent(string room, AgentEvent occurred) => Of(room, null, occurred) is { } told ? [told with { At = occurred.Timestamp }] : [];

    private static WebhookEvent? Of(string room, Guid? agentSession, AgentEvent occurred) => occurred switch
    {
        DialoutConnected told => new(WebhookEventTypes.DialoutConnected, room, PayloadOf(told, agentSession)),
        DialoutAnswered told => new(WebhookEventTypes.DialoutAnswered, room, PayloadOf(told, agentSession)),
        DialoutStopped told => new(WebhookEventTypes.DialoutStopped, room, PayloadOf(told, agentSession, told.Message, told.Outcome)),
        DialoutError told => new(WebhookEventTypes.DialoutError, room, PayloadOf(told, agentSession, told.Message, told.Outcome)),
        DialoutWarning told => new(WebhookEventTypes.DialoutWarning, room, PayloadOf(told, agentSession, told.Message)),
        DialinConnected told => new(WebhookEventTypes.DialinConnected, room, PayloadOf(told, agentSession)),
        DialinReady told => new(WebhookEventTypes.DialinReady, room, Without(new() { ["agent_session_id"] = agentSession?.ToString(), ["sip_endpoint"] = told.SipEndpoint, ["provider"] = told.Provider })),
        DialinError told => new(WebhookEventTypes.DialinError, room, PayloadOf(told, agentSession, told.Message)),
        DialinStopped told => new(WebhookEventTypes.DialinStopped, room, PayloadOf(told, agentSession)),
        ParticipantJoined told => new(WebhookEventTypes.ParticipantJoined, room, PayloadOf(told.Participant)),
        ParticipantLeft told => new(WebhookEventTypes.ParticipantLeft, room, PayloadOf(told.Participant)),
        _ => null,
    };

    private static JsonObject PayloadOf(DialoutEvent told, Guid? agentSession, string? error = null, DialoutOutcome? outcome = null) => Without(new()
    {
        ["session_id"] = told.SessionId,
        ["agent_session_id"] = agentSession?.ToString(),
        ["user_id"] = told.UserId,
        ["destination"] = told.Destination,
        ["origin"] = told.CallerId,
        ["sip_call_id"] = told.SipCallId,
        ["provider"] = told.Provider,
        ["error_msg"] = error,
        ["outcome"] = outcome is null ? null : JsonSerializer.SerializeToNode(outcome, AgentEventJson.Default.DialoutOutcome),
    });

    private static JsonObject PayloadOf(DialinEvent told, Guid? agentSession, string? error = null) => Without(new()
    {
        ["session_id"] = told.SessionId,
        ["agent_session_id"] = agentSession?.ToString(),
        ["display_name"] = told.DisplayName,
        ["sip_from"] = told.SipFrom,
        ["sip_to"] = told.SipTo,
        ["sip_call_id"] = told.SipCallId,
        ["provider"] = told.Provider,
        ["error_msg"] = error,
        ["sip_headers"] = told.SipHeaders.Count == 0 ? null : new JsonObject(told.SipHeaders.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
    });

    private static JsonObject PayloadOf(Participant participant) => Without(new()
    {
        ["session_id"] = participant.Id,
        ["joined_at"] = participant.Info.JoinedAt is { } joined ? Seconds(joined) : null,
        ["user_id"] = participant.Info.UserId,
        ["user_name"] = participant.Info.UserName,
        ["owner"] = participant.Info.IsOwner,
    });

    /// <summary>Seconds since 1970 with three digits.</summary>
    public static decimal Seconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds() / 1000m;

    private static JsonObject Without(JsonObject payload)
    {
        foreach (var empty in payload.Where(field => field.Value is null).Select(field => field.Key).ToList())
        {
            payload.Remove(empty);
        }

        return payload;
    }
}
