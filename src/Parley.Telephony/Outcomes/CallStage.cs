namespace Parley.Telephony.Outcomes;

/// <summary>How far a call got; each stage implies those before it, save that not every network says <see cref="Trying"/> or rings.</summary>
public enum CallStage
{
    /// <summary>Accepted by us; nothing was sent yet.</summary>
    Accepted,

    /// <summary>The INVITE was sent (or received).</summary>
    Dialled,

    /// <summary>The next hop is working on it (100, or another provisional answer that is not alerting).</summary>
    Trying,

    /// <summary>The callee is alerted (180, or 183 with early media).</summary>
    Ringing,

    /// <summary>Off-hook (200).</summary>
    Answered,

    /// <summary>Off-hook, and media came in.</summary>
    Talking,
}
