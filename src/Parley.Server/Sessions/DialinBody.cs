using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Server.Sessions.Legs;

namespace Parley.Server.Sessions;

/// <summary>The body that an agent gets when a call starts it (contract 7.4).</summary>
/// <param name="Settings">Who called whom.</param>
/// <param name="ApiUrl">Where the rooms API is. A key is not given: agents run in this process, and move no callers by HTTP.</param>
internal sealed record DialinBody([property: JsonPropertyName("dialin_settings")] DialinSettings Settings, [property: JsonPropertyName("daily_api_url")] string ApiUrl);

/// <summary>Who called whom, in all the spellings that agents look for.</summary>
internal sealed record DialinSettings
{
    /// <summary>The number that was called.</summary>
    [JsonPropertyName("To")]
    public required string To { get; init; }

    [JsonPropertyName("to")]
    public string LowerTo => To;

    /// <summary>The caller.</summary>
    [JsonPropertyName("From")]
    public required string From { get; init; }

    [JsonPropertyName("from")]
    public string LowerFrom => From;

    /// <summary>The call: the leg's id, or that of the webhook.</summary>
    [JsonPropertyName("call_id")]
    public required string CallId { get; init; }

    [JsonPropertyName("callId")]
    public string CamelCallId => CallId;

    /// <summary>The domain that the call came in to.</summary>
    [JsonPropertyName("call_domain")]
    public required string CallDomain { get; init; }

    [JsonPropertyName("callDomain")]
    public string CamelCallDomain => CallDomain;

    /// <summary>The number that the call was for before it was diverted here, when the network says so.</summary>
    [JsonPropertyName("diverted_from"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DivertedFrom { get; init; }

    /// <summary>The X- headers of the call, and User-to-User.</summary>
    [JsonPropertyName("sip_headers"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required IReadOnlyDictionary<string, string>? SipHeaders { get; init; }

    public static DialinSettings Of(IncomingCallOffer offer, Guid domain) =>
        new()
        {
            To = offer.Call.Leg.To,
            From = offer.Call.Leg.From,
            CallId = offer.Call.Leg.Id,
            CallDomain = $"{domain}",
            SipHeaders = offer.Headers,
            DivertedFrom = offer.Call.Caller.Diversions is [var latest, ..] ? latest.Party : null,
        };
}

[JsonSerializable(typeof(DialinBody))]
[JsonSerializable(typeof(DialinSettings))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DialinJson : JsonSerializerContext;
