using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Server.Sessions.Legs;

namespace Parley.Server.Sessions;

/// <summary>The body that an agent gets when a call starts it (contract 7.4).</summary>
internal sealed record DialinBody([property: JsonPropertyName("dialin_settings")] DialinSettings Settings);

/// <summary>Who called whom.</summary>
internal sealed record DialinSettings
{
    /// <summary>The number that was called.</summary>
    public required string To { get; init; }

    /// <summary>The caller.</summary>
    public required string From { get; init; }

    /// <summary>The leg's id.</summary>
    [JsonPropertyName("call_id")]
    public required string CallId { get; init; }

    /// <summary>The number that the call was for before it was diverted here, when the network says so.</summary>
    [JsonPropertyName("diverted_from"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DivertedFrom { get; init; }

    /// <summary>The X- headers of the call, and User-to-User.</summary>
    [JsonPropertyName("sip_headers")]
    public required IReadOnlyDictionary<string, string> SipHeaders { get; init; }

    public static DialinSettings Of(IncomingCallOffer offer) =>
        new()
        {
            To = offer.Call.Leg.To,
            From = offer.Call.Leg.From,
            CallId = offer.Call.Leg.Id,
            SipHeaders = offer.Headers,
            DivertedFrom = offer.Call.Caller.Diversions is [var latest, ..] ? latest.Party : null,
        };
}

[JsonSerializable(typeof(DialinBody))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class DialinJson : JsonSerializerContext;
