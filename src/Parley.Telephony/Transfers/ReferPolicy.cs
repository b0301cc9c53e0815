namespace Parley.Telephony.Transfers;

/// <summary>What is done when the far end of a call asks us to call somebody else instead (REFER).</summary>
public enum ReferPolicy
{
    /// <summary>It is refused with 603: a callee must not make us dial.</summary>
    Decline,

    /// <summary>It is handed to the owner of the leg as a <see cref="LegReferred"/>, who dials and tells how that goes.</summary>
    Follow,
}
