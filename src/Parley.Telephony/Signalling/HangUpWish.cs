using Parley.Sip.Messages;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony.Signalling;

/// <summary>That the call is to end.</summary>
/// <param name="Reason">What the far end is told.</param>
/// <param name="Verdict">What it amounts to when it is not simply that we hang up.</param>
internal sealed record HangUpWish(SipReason Reason, Verdict? Verdict = null);
