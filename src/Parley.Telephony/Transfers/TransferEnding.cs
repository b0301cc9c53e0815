namespace Parley.Telephony.Transfers;

/// <summary>What became of a transfer.</summary>
public enum TransferEnding
{
    /// <summary>The far end speaks with the target; our part of the call is hung up.</summary>
    Completed,

    /// <summary>The far end took it on and left the call without telling more, as some exchanges do.</summary>
    Left,

    /// <summary>The far end will not, or cannot, transfer; the call goes on.</summary>
    Refused,

    /// <summary>The far end tried, and did not reach the target; the call goes on.</summary>
    Failed,

    /// <summary>The far end did not tell in time what came of it; the call goes on.</summary>
    Unconfirmed,

    /// <summary>The call is not answered yet, or over, or is being transferred already.</summary>
    NotPossible,
}
