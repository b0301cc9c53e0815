using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Server.Api.Rooms;

// What the rooms API takes, for its description: the bodies themselves are read field by field, so that each refusal names its field.

/// <summary>A room to make or change.</summary>
internal sealed record RoomRequest(string? Name, string? Privacy, JsonElement? Properties);

/// <summary>A message to those in a room.</summary>
internal sealed record AppMessageRequest(JsonElement Data, string? Recipient);

/// <summary>Whom to put out.</summary>
internal sealed record EjectRequest(IReadOnlyList<string>? Ids, [property: JsonPropertyName("user_ids")] IReadOnlyList<string>? UserIds, bool? Ban);

/// <summary>Permissions by participant id, or <c>*</c>.</summary>
internal sealed record PermissionsRequest(IReadOnlyDictionary<string, JsonElement> Data);

/// <summary>Data to share.</summary>
internal sealed record SessionDataRequest(JsonElement? Data, string? MergeStrategy, IReadOnlyList<string>? KeysToDelete);

/// <summary>A recording to begin or end.</summary>
internal sealed record RecordingRequest(string? InstanceId);

/// <summary>A token to make.</summary>
internal sealed record TokenRequest(JsonElement? Properties);

/// <summary>A call to make (contract 5.1).</summary>
internal sealed record DialoutStartRequest(
    string? PhoneNumber, string? SipUri, string? CallerId, string? DisplayName, string? UserId, string? Extension, double? WaitBeforeExtensionDialSec, JsonElement? Codecs, JsonElement? Permissions,
    string? Provider);

/// <summary>A leg.</summary>
internal sealed record LegRequest(string SessionId);

/// <summary>Keys to press.</summary>
internal sealed record SendDtmfRequest(string SessionId, string Tones, int? DigitDurationMs, string? Method);

/// <summary>Whom to call into the room for a leg.</summary>
internal sealed record CallTransferRequest(string SessionId, string ToEndPoint, string? CallerId, string? DisplayName, string? Extension, double? WaitBeforeExtensionDialSec);

/// <summary>Where to send the far end of a leg.</summary>
internal sealed record ReferRequest(string SessionId, string ToEndPoint);
