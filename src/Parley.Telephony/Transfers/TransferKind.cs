namespace Parley.Telephony.Transfers;

/// <summary>How a call is transferred.</summary>
public enum TransferKind
{
    /// <summary>The far end is sent to somebody whom nobody has spoken with (REFER).</summary>
    Blind,

    /// <summary>The far end takes the place of ours in another call (REFER with Replaces).</summary>
    Attended,
}
