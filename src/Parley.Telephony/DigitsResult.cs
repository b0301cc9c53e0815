namespace Parley.Telephony;

/// <summary>What became of keys to be sent.</summary>
public enum DigitsResult
{
    /// <summary>All were sent whole.</summary>
    Sent,

    /// <summary>The call is not answered yet, or over; some may have been sent.</summary>
    NotTalking,

    /// <summary>The far end takes no telephone-events.</summary>
    NotSupported,
}
