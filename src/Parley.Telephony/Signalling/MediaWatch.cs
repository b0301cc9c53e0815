using System.Globalization;
using Parley.Rtp;
using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>Ends a call whose far end has vanished: nothing has come for too long, and no BYE either.</summary>
internal static class MediaWatch
{
    private static readonly TimeSpan LeastWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Watches until the call is over.</summary>
    public static async Task RunAsync(CallLeg leg, RtpSession session, TimeSpan timeout)
    {
        try
        {
            while (session.Silence < timeout)
            {
                var left = timeout - session.Silence;
                await Task.Delay(left > LeastWait ? left : LeastWait, leg.Time, leg.Over);
            }

            leg.Drop(SipReason.Q850(Q850.TimerExpiry, "media timeout"), Verdict(timeout));
        }
        catch (OperationCanceledException)
        {
            // The call ended first.
        }
    }

    private static Verdict Verdict(TimeSpan timeout) => new(CallEnding.Dropped, CallParty.Network)
    {
        Cause = Q850.TimerExpiry,
        CauseIsDerived = true,
        Error = string.Create(CultureInfo.InvariantCulture, $"media timeout: nothing came from the far end for {timeout.TotalSeconds:0.###} s, neither sound nor reports"),
    };
}
