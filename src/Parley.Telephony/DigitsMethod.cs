namespace Parley.Telephony;

/// <summary>How keys travel.</summary>
public enum DigitsMethod
{
    /// <summary>The best that the far end takes: telephone-events when negotiated, else SIP INFO when it allows that, else tones in the sound.</summary>
    Auto,

    /// <summary>In the RTP stream, as events (RFC 4733).</summary>
    TelephoneEvent,

    /// <summary>As SIP INFO requests.</summary>
    SipInfo,

    /// <summary>As tones in the sound (ITU-T Q.23).</summary>
    InBand,
}
