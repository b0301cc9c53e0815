using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Server.Api.Rooms;

/// <summary>A room (contract 4.2); <c>config</c> holds what is not as by default.</summary>
internal sealed record RoomDocument(
    Guid Id,
    string Name,
    [property: JsonPropertyName("api_created")] bool ApiCreated,
    string Privacy,
    string Url,
    [property: JsonPropertyName("created_at")] DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, JsonElement> Config);

/// <summary>A page of rooms.</summary>
internal sealed record RoomListDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<RoomDocument> Data);

/// <summary>A room is deleted.</summary>
internal sealed record RoomDeletedDocument(bool Deleted, string Name);

/// <summary>A room is not there any more: it had expired.</summary>
internal sealed record RoomGoneDocument(string Error, string Info, bool Deleted);

/// <summary>The SIP addresses of a room.</summary>
internal sealed record SipUriDocument(string Endpoint, [property: JsonPropertyName("extra_endpoints")] IReadOnlyList<string> ExtraEndpoints);

/// <summary>Who is in a room.</summary>
internal sealed record PresenceDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<PresentDocument> Data);

/// <summary>Somebody who is in a room; the duration is in seconds.</summary>
internal sealed record PresentDocument(
    string Room,
    string Id,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? UserId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? UserName,
    Guid MtgSessionId,
    DateTimeOffset JoinTime,
    int Duration);

/// <summary>Something was sent.</summary>
internal sealed record SentDocument(string Sent = "true");

/// <summary>Something was done.</summary>
internal sealed record OkDocument(string Ok = "true");

/// <summary>Something was begun on a leg.</summary>
internal sealed record LegDocument(string SessionId)
{
    [JsonPropertyOrder(-1)]
    public string Ok { get; init; } = "true";
}

/// <summary>A call is not allowed: which rule says so, and from when on it would be, if ever (ours).</summary>
internal sealed record DialoutRefusedDocument(string Error, string Info, string Rule, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? AllowedAt);

/// <summary>Who was put out.</summary>
internal sealed record EjectedDocument(IReadOnlyList<string> EjectedIds);

/// <summary>What the parties of a room share.</summary>
internal sealed record SessionDataDocument(IReadOnlyDictionary<string, JsonElement> Data);

/// <summary>A recording was begun or ended.</summary>
internal sealed record RecordingDocument(string RecordingId, string InstanceId);

/// <summary>A meeting token.</summary>
internal sealed record TokenDocument(string Token);

/// <summary>How the documents of the rooms API are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RoomDocument))]
[JsonSerializable(typeof(RoomListDocument))]
[JsonSerializable(typeof(RoomDeletedDocument))]
[JsonSerializable(typeof(RoomGoneDocument))]
[JsonSerializable(typeof(SipUriDocument))]
[JsonSerializable(typeof(PresenceDocument))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, IReadOnlyList<PresentDocument>>))]
[JsonSerializable(typeof(SentDocument))]
[JsonSerializable(typeof(OkDocument))]
[JsonSerializable(typeof(LegDocument))]
[JsonSerializable(typeof(DialoutRefusedDocument))]
[JsonSerializable(typeof(EjectedDocument))]
[JsonSerializable(typeof(SessionDataDocument))]
[JsonSerializable(typeof(RecordingDocument))]
[JsonSerializable(typeof(TokenDocument))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, JsonElement>))]
[JsonSerializable(typeof(RoomRequest))]
[JsonSerializable(typeof(AppMessageRequest))]
[JsonSerializable(typeof(EjectRequest))]
[JsonSerializable(typeof(PermissionsRequest))]
[JsonSerializable(typeof(SessionDataRequest))]
[JsonSerializable(typeof(RecordingRequest))]
[JsonSerializable(typeof(TokenRequest))]
[JsonSerializable(typeof(DialoutStartRequest))]
[JsonSerializable(typeof(LegRequest))]
[JsonSerializable(typeof(SendDtmfRequest))]
[JsonSerializable(typeof(CallTransferRequest))]
[JsonSerializable(typeof(ReferRequest))]
internal sealed partial class RoomApiJson : JsonSerializerContext;
