using System.Text.Json.Serialization;

namespace Parley.Server.Api.Dialin;

/// <summary>A dial-in setting, as asked for (contract 7.3).</summary>
internal sealed record DialinConfigRequest
{
    /// <summary><c>pinless_dialin</c>; numbers with PINs are not offered.</summary>
    [JsonPropertyName("type")]
    public string? Type { get; init; }

    /// <summary>The number, E.164; left out for calls to the setting's own SIP address only.</summary>
    [JsonPropertyName("phone_number")]
    public string? PhoneNumber { get; init; }

    /// <summary>The webhook.</summary>
    [JsonPropertyName("room_creation_api")]
    public string? RoomCreationApi { get; init; }

    /// <summary>How names of rooms are to begin; kept for the webhook's owner.</summary>
    [JsonPropertyName("name_prefix")]
    public string? NamePrefix { get; init; }

    /// <summary>The secret of the webhook's signature, base64; made when it is left out.</summary>
    [JsonPropertyName("hmac")]
    public string? Hmac { get; init; }

    /// <summary>What happens when no room comes in time.</summary>
    [JsonPropertyName("timeout_config")]
    public DialinTimeout? TimeoutConfig { get; init; }
}

/// <summary>What happens when no room comes in time.</summary>
internal sealed record DialinTimeout
{
    /// <summary>What the caller is told.</summary>
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    /// <summary>How long it waits, in seconds (ours).</summary>
    [JsonPropertyName("timeout")]
    public double? Timeout { get; init; }
}

/// <summary>A dial-in setting.</summary>
internal sealed record DialinConfigDocument([property: JsonPropertyName("id")] Guid Id, [property: JsonPropertyName("type")] string Type, [property: JsonPropertyName("config")] DialinSettingsDocument Config);

/// <summary>What it says.</summary>
internal sealed record DialinSettingsDocument
{
    [JsonPropertyName("phone_number")]
    public string? PhoneNumber { get; init; }

    [JsonPropertyName("room_creation_api")]
    public required string RoomCreationApi { get; init; }

    [JsonPropertyName("name_prefix")]
    public string? NamePrefix { get; init; }

    /// <summary>The secret of the webhook's signature; <see langword="null"/> when it cannot be read any more.</summary>
    [JsonPropertyName("hmac")]
    public required string? Hmac { get; init; }

    [JsonPropertyName("timeout_config")]
    public DialinTimeout? TimeoutConfig { get; init; }

    /// <summary>Its own SIP address, for calls from other telephone systems.</summary>
    [JsonPropertyName("sip_uri")]
    public required string SipUri { get; init; }
}

/// <summary>A page of them.</summary>
internal sealed record DialinConfigListDocument([property: JsonPropertyName("total_count")] int TotalCount, [property: JsonPropertyName("data")] IReadOnlyList<DialinConfigDocument> Data);

/// <summary>The answer to a DELETE.</summary>
internal sealed record DialinConfigDeletedDocument([property: JsonPropertyName("deleted")] bool Deleted, [property: JsonPropertyName("id")] Guid Id);

/// <summary>The domain with its settings (contract 4.2, 7.3).</summary>
internal sealed record DomainDocument([property: JsonPropertyName("domain_name")] string DomainName, [property: JsonPropertyName("domain_id")] Guid DomainId, [property: JsonPropertyName("config")] DomainConfigDocument Config);

/// <summary>The settings of the domain.</summary>
internal sealed record DomainConfigDocument([property: JsonPropertyName("pinless_dialin")] IReadOnlyList<DialinSettingsDocument> PinlessDialin);

/// <summary>Changes of the domain.</summary>
internal sealed record DomainRequest([property: JsonPropertyName("properties")] DomainPropertiesRequest? Properties);

/// <summary>The properties that can be set.</summary>
internal sealed record DomainPropertiesRequest([property: JsonPropertyName("pinless_dialin")] IReadOnlyList<DialinConfigRequest>? PinlessDialin);

/// <summary>Which caller goes into which room (contract 7.1).</summary>
internal sealed record PinlessCallUpdateRequest
{
    [JsonPropertyName("callId")]
    public string? CallId { get; init; }

    [JsonPropertyName("callDomain")]
    public string? CallDomain { get; init; }

    [JsonPropertyName("sipUri")]
    public string? SipUri { get; init; }
}

/// <summary>The caller is in its room.</summary>
internal sealed record PinlessCallUpdateDocument([property: JsonPropertyName("ok")] string Ok);

/// <summary>The dial-in webhook's answer.</summary>
internal sealed record DialinWebhookDocument([property: JsonPropertyName("status")] string Status)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    [JsonPropertyName("message")]
    public string? Message { get; init; }

    [JsonPropertyName("sessionId"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? SessionId { get; init; }
}

/// <summary>How these documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DialinConfigRequest))]
[JsonSerializable(typeof(DialinConfigDocument))]
[JsonSerializable(typeof(DialinConfigListDocument))]
[JsonSerializable(typeof(DialinConfigDeletedDocument))]
[JsonSerializable(typeof(DomainDocument))]
[JsonSerializable(typeof(DomainRequest))]
[JsonSerializable(typeof(PinlessCallUpdateRequest))]
[JsonSerializable(typeof(PinlessCallUpdateDocument))]
[JsonSerializable(typeof(DialinWebhookDocument))]
[JsonSerializable(typeof(PinlessCallRequest))]
internal sealed partial class DialinApiJson : JsonSerializerContext;
