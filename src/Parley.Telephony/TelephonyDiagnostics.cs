using System.Diagnostics;
using System.Diagnostics.Metrics;
using Parley.Telephony.Outcomes;

namespace Parley.Telephony;

/// <summary>The names under which calls can be traced and counted. No number of a caller or callee goes in.</summary>
public static class TelephonyDiagnostics
{
    /// <summary>Name of the activity source (one activity per call) and of the meter.</summary>
    public const string Name = "Parley.Telephony";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);

    private static readonly UpDownCounter<int> Active =
        Meter.CreateUpDownCounter<int>("parley.calls.active", "{call}", "Calls that ring or talk.");

    private static readonly Counter<long> Ended = Meter.CreateCounter<long>("parley.calls.ended", "{call}", "Calls that are over, by ending.");

    private static readonly Histogram<double> TalkTime = Meter.CreateHistogram<double>("parley.calls.talk_time", "s", "How long answered calls lasted.");

    private static readonly Counter<long> Unwanted =
        Meter.CreateCounter<long>("parley.sip.unwanted", "{request}", "Requests of unknown sources, refused or dropped.");

    internal static void RequestRefused(string outcome) => Unwanted.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    internal static Activity? StartCall(CallLeg leg)
    {
        Active.Add(1, Direction(leg));
        return Source.StartActivity("call", leg.Direction == CallDirection.Outgoing ? ActivityKind.Client : ActivityKind.Server)
            ?.SetTag("parley.leg.id", leg.Id)
            .SetTag("parley.trunk", leg.Trunk);
    }

    internal static void EndCall(Activity? activity, CallLeg leg, CallOutcome outcome)
    {
        Active.Add(-1, Direction(leg));
        Ended.Add(1, Direction(leg), new("ending", outcome.Ending.ToString()), new("stage", outcome.Stage.ToString()));
        if (outcome.AnsweredAt is not null)
        {
            TalkTime.Record(outcome.TalkTime.TotalSeconds, Direction(leg));
        }

        activity?.SetTag("sip.call_id", outcome.SipCallId)
            .SetTag("sip.status", outcome.SipStatus)
            .SetTag("parley.ending", outcome.Ending.ToString())
            .SetTag("parley.stage", outcome.Stage.ToString());
    }

    private static KeyValuePair<string, object?> Direction(CallLeg leg) => new("direction", leg.Direction.ToString());
}
