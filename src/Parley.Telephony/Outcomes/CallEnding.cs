namespace Parley.Telephony.Outcomes;

/// <summary>How a call ended.</summary>
public enum CallEnding
{
    /// <summary>Answered, and hung up by one of the two.</summary>
    Completed,

    /// <summary>Answered, then cut by the network, or nothing came any more.</summary>
    Dropped,

    /// <summary>Answered, but no common media could be agreed on; we hung up.</summary>
    MediaFailed,

    /// <summary>The callee is on another call.</summary>
    Busy,

    /// <summary>It rang, or was to ring, and nobody answered.</summary>
    NoAnswer,

    /// <summary>The callee refused: pressed decline, or blocks this caller.</summary>
    Refused,

    /// <summary>The callee cannot be reached now: switched off, not registered, out of order.</summary>
    Unavailable,

    /// <summary>The number is not in service, or has changed.</summary>
    NotInService,

    /// <summary>The number is no number: too short, too long, no route for it.</summary>
    InvalidNumber,

    /// <summary>The trunk does not let us make this call: credentials, permissions, balance.</summary>
    NotAllowed,

    /// <summary>The far end cannot speak what we offer.</summary>
    Incompatible,

    /// <summary>The network has no room or a passing fault.</summary>
    Congestion,

    /// <summary>Nothing came back, or the next hop cannot be reached.</summary>
    Unreachable,

    /// <summary>The network named another address, which was not followed.</summary>
    Redirected,

    /// <summary>We gave up before the answer; for an incoming call also: we refused.</summary>
    Cancelled,

    /// <summary>The caller of an incoming call gave up before the answer.</summary>
    Abandoned,

    /// <summary>Anything else; the error text and the status say what.</summary>
    Failed,
}
