namespace Parley.Sip.Transactions;

/// <summary>The timers of RFC 3261, appendix A, and RFC 6026, under their names.</summary>
internal enum SipTimer
{
    /// <summary>INVITE retransmission.</summary>
    A,

    /// <summary>INVITE client transaction timeout.</summary>
    B,

    /// <summary>Wait for repeated final responses to INVITE.</summary>
    D,

    /// <summary>Non-INVITE retransmission.</summary>
    E,

    /// <summary>Non-INVITE client transaction timeout.</summary>
    F,

    /// <summary>INVITE response retransmission.</summary>
    G,

    /// <summary>Wait for the ACK.</summary>
    H,

    /// <summary>Wait for repeated ACKs.</summary>
    I,

    /// <summary>Wait for repeated non-INVITE requests.</summary>
    J,

    /// <summary>Wait for repeated non-INVITE responses.</summary>
    K,

    /// <summary>Wait for repeated INVITEs after a 2xx was sent.</summary>
    L,

    /// <summary>Wait for repeated and forked 2xx.</summary>
    M,
}
