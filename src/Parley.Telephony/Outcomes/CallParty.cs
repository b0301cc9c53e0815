namespace Parley.Telephony.Outcomes;

/// <summary>Who ended a call.</summary>
public enum CallParty
{
    /// <summary>Nobody: it never came to a decision, such as a ring timeout of the network.</summary>
    None,

    /// <summary>We did: hang-up, cancellation, our ring timeout.</summary>
    Us,

    /// <summary>The other one did: the callee of a dial-out, the caller of an incoming call.</summary>
    FarEnd,

    /// <summary>The network, or the way to it, did.</summary>
    Network,
}
