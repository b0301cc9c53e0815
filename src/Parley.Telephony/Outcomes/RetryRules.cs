namespace Parley.Telephony.Outcomes;

/// <summary>
/// Which endings are worth another attempt by themselves: those that the same call may escape a while later. Never what a person decided
/// (declined, answered), nor what will be the same next time (no such number, not allowed).
/// </summary>
public static class RetryRules
{
    /// <summary>Whether another attempt makes sense.</summary>
    public static bool IsRetryable(CallEnding ending) => ending switch
    {
        CallEnding.Busy => true,             // the call before it ends
        CallEnding.NoAnswer => true,         // the callee comes back
        CallEnding.Unavailable => true,      // the phone is switched on again
        CallEnding.Congestion => true,       // the network has room again
        CallEnding.Unreachable => true,      // the way is repaired
        CallEnding.Dropped => true,          // the callee was there and did not hang up
        _ => false,
    };
}
