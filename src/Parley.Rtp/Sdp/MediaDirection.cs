namespace Parley.Rtp.Sdp;

/// <summary>Which way media flows, seen from the one whose description says it (RFC 8866, section 6.7).</summary>
[Flags]
public enum MediaDirection
{
    /// <summary>Neither way: both sides on hold.</summary>
    Inactive = 0,

    /// <summary>Sends, does not receive.</summary>
    SendOnly = 1,

    /// <summary>Receives, does not send.</summary>
    ReceiveOnly = 2,

    /// <summary>Both ways.</summary>
    SendReceive = SendOnly | ReceiveOnly,
}
