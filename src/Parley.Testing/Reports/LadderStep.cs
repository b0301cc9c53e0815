using System.Net;
using Parley.Sip.Messages;
using Parley.Sip.Parsing;
using Parley.Telephony;

namespace Parley.Testing.Reports;

/// <summary>One message of a call's SIP ladder.</summary>
/// <param name="At">When it was sent, after the start of the record.</param>
/// <param name="FromAgent">Whether the agent's side sent it.</param>
/// <param name="Title">Method or status with its reason.</param>
/// <param name="CSeq">Its CSeq, such as <c>1 INVITE</c>.</param>
/// <param name="HasSdp">Whether it describes sound.</param>
/// <param name="IsAgain">Whether the same bytes had been sent before.</param>
/// <param name="IsLost">Whether the network lost it.</param>
internal sealed record LadderStep(TimeSpan At, bool FromAgent, string Title, string CSeq, bool HasSdp, bool IsAgain, bool IsLost)
{
    /// <summary>What is to be said of it: <c>INVITE (1 INVITE, SDP, again, lost)</c>.</summary>
    public string Label
    {
        get
        {
            string?[] marks = [CSeq.Length > 0 ? CSeq : null, HasSdp ? "SDP" : null, IsAgain ? "again" : null, IsLost ? "LOST" : null];
            var given = string.Join(", ", marks.OfType<string>());
            return given.Length == 0 ? Title : $"{Title} ({given})";
        }
    }

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
            steps.Add(Of(trace, call.After(trace.At), agent, isAgain));
        }

        return steps;
    }

    private static LadderStep Of(SipTrace trace, TimeSpan at, IPEndPoint agent, bool isAgain)
    {
        var message = SipParser.Parse(trace.Bytes).Message;
        var title = message switch
        {
            SipRequest request => request.Method,
            SipResponse response => $"{response.Status} {response.ReasonPhrase}",
            _ => trace.StartLine,
        };
        var cseq = message is null ? "" : $"{message.CSeq.Number} {message.CSeq.Method}";
        var hasSdp = message?.ContentType?.StartsWith("application/sdp", StringComparison.OrdinalIgnoreCase) == true;
        return new(at, trace.From.Equals(agent), title, cseq, hasSdp, isAgain, trace.IsLost);
    }
}
