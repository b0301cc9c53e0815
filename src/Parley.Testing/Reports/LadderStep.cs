using Parley.Telephony;
using Parley.Telephony.Capture;

namespace Parley.Testing.Reports;

/// <summary>One message of a call's SIP ladder.</summary>
/// <param name="At">When it was sent, after the start of the record.</param>
/// <param name="FromAgent">Whether the agent's side sent it.</param>
/// <param name="Message">What it is.</param>
/// <param name="IsAgain">Whether the same bytes had been sent before.</param>
/// <param name="IsLost">Whether the network lost it.</param>
internal sealed record LadderStep(TimeSpan At, bool FromAgent, SipSummary Message, bool IsAgain, bool IsLost)
{
    /// <summary>What is to be said of it: <c>INVITE (1 INVITE, SDP, again, lost)</c>.</summary>
    public string Label => Message.Label(IsAgain ? "again" : null, IsLost ? "LOST" : null);

    /// <summary>All messages of a call.</summary>
    public static IReadOnlyList<LadderStep> AllOf(CallRecord call, CallDirection direction)
    {
        if (call.Sip.Count == 0)
        {
            return [];
        }

        var agent = direction is CallDirection.Outgoing ? call.Sip[0].From : call.Sip[0].To;
        var steps = new List<LadderStep>(call.Sip.Count);
        for (var i = 0; i < call.Sip.Count; i++)
        {
            var trace = call.Sip[i];
            var isAgain = call.Sip.Take(i).Any(earlier => earlier.From.Equals(trace.From) && earlier.Bytes.Span.SequenceEqual(trace.Bytes.Span));
            steps.Add(new(call.After(trace.At), trace.From.Equals(agent), SipSummary.Of(trace.Bytes), isAgain, trace.IsLost));
        }

        return steps;
    }
}
