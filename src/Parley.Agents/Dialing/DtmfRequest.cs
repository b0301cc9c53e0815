using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>Keypad tones to send to a leg (contract 5.3).</summary>
/// <param name="SessionId">The leg.</param>
/// <param name="Tones">0-9, *, # and A-D; at most 20.</param>
public sealed record DtmfRequest(string SessionId, string Tones)
{
    /// <summary>How long each key is held: 50 ms to 2 s.</summary>
    public TimeSpan DigitDuration { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How the tones travel.</summary>
    public DtmfMethod Method { get; init; } = DtmfMethod.Auto;
}

/// <summary>How keypad tones travel.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DtmfMethod>))]
public enum DtmfMethod
{
    /// <summary>The best that the leg has agreed on.</summary>
    [JsonStringEnumMemberName("auto")] Auto,

    /// <summary>In the RTP stream (RFC 4733).</summary>
    [JsonStringEnumMemberName("telephone-event")] TelephoneEvent,

    /// <summary>As SIP INFO requests.</summary>
    [JsonStringEnumMemberName("sip-info")] SipInfo,
}
