using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Client.Models;

/// <summary>A room to make or to change; every field may be left out.</summary>
public sealed record RoomWish
{
    /// <summary>Letters, digits, <c>-</c> and <c>_</c>, at most 128; random when a room is made without one. It cannot be changed.</summary>
    public string? Name { get; init; }

    /// <summary><c>public</c> or <c>private</c>.</summary>
    public string? Privacy { get; init; }

    /// <summary>Properties such as <c>enable_dialout</c>, <c>exp</c> or <c>sip</c>: an object. When a room is changed, a property that is null is reset.</summary>
    public JsonElement? Properties { get; init; }
}

/// <summary>A room.</summary>
public sealed record Room
{
    /// <summary>Its id.</summary>
    public required Guid Id { get; init; }

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary><c>public</c> or <c>private</c>.</summary>
    public required string Privacy { get; init; }

    /// <summary>Its address.</summary>
    public required string Url { get; init; }

    /// <summary>When it was made.</summary>
    [JsonPropertyName("created_at")]
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>The properties that are not as by default.</summary>
    public required IReadOnlyDictionary<string, JsonElement> Config { get; init; }
}

/// <summary>A page of rooms.</summary>
public sealed record RoomPage
{
    /// <summary>How many there are, this page and all others.</summary>
    [JsonPropertyName("total_count")]
    public required int TotalCount { get; init; }

    /// <summary>This page, the newest first.</summary>
    public required IReadOnlyList<Room> Data { get; init; }
}

/// <summary>Somebody who is in a room: an agent or a call leg.</summary>
public sealed record PresentParticipant
{
    /// <summary>The room's name.</summary>
    public required string Room { get; init; }

    /// <summary>The participant's id.</summary>
    public required string Id { get; init; }

    /// <summary>The id that whoever let it in has for it.</summary>
    public string? UserId { get; init; }

    /// <summary>Its name.</summary>
    public string? UserName { get; init; }

    /// <summary>This sitting of the room.</summary>
    public required Guid MtgSessionId { get; init; }

    /// <summary>When it came.</summary>
    public required DateTimeOffset JoinTime { get; init; }

    /// <summary>How long it has been there, in seconds.</summary>
    public int Duration { get; init; }
}

/// <summary>A recording that was begun or ended.</summary>
/// <param name="RecordingId">Its id.</param>
/// <param name="InstanceId">What names it among those of the room that run at once.</param>
public sealed record RoomRecording(string RecordingId, string InstanceId);

internal sealed record PresencePage([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<PresentParticipant> Data);

internal sealed record AppMessage(JsonElement Data, string Recipient);

internal sealed record Ejection(IReadOnlyList<string>? Ids, [property: JsonPropertyName("user_ids")] IReadOnlyList<string>? UserIds, bool Ban);

internal sealed record Ejected(IReadOnlyList<string> EjectedIds);

internal sealed record Permissions(IReadOnlyDictionary<string, JsonElement> Data);

internal sealed record SessionDataChange(JsonElement? Data, string MergeStrategy, IReadOnlyList<string>? KeysToDelete);

internal sealed record SessionDataRead(IReadOnlyDictionary<string, JsonElement> Data);

internal sealed record RecordingWish(string? InstanceId);

internal sealed record TokenWish(JsonElement? Properties);

internal sealed record TokenMade(string Token);
