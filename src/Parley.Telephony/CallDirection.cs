namespace Parley.Telephony;

/// <summary>Which way a call was placed.</summary>
public enum CallDirection
{
    /// <summary>We called.</summary>
    Outgoing,

    /// <summary>We were called.</summary>
    Incoming,
}
