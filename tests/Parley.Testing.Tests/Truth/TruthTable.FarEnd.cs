using static Parley.Telephony.Outcomes.CallEnding;
using static Parley.Telephony.Outcomes.CallParty;
using static Parley.Telephony.Outcomes.CallStage;

namespace Parley.Testing.Tests.Truth;

/// <summary>What a far end does while it rings and after the answer, when we do nothing about it.</summary>
internal static partial class TruthTable
{
    private const bool Down = true;
    private const bool Clean = false;
    private const string NotAnsweredInTime = "not answered within the ring timeout";

    private static IEnumerable<TruthRow> UnansweredCalls =>
    [
        new("no response at all")
        {
            FarEnd = "ignoresCalls: yes", Stage = Dialled, Ending = Unreachable, Derived = 102, Retry = true, Events = "error", Text = "No answer from the next hop",
        },
        new("trying for ever")
        {
            FarEnd = "rings: { for: forever, signal: none }", Ending = NoAnswer, By = Us, Status = 487, Retry = true, Text = NotAnsweredInTime,
        },
        new("rings for ever")
        {
            FarEnd = "rings: forever", Stage = Ringing, Ending = NoAnswer, By = Us, Status = 487, Rang = true, Retry = true, Text = NotAnsweredInTime,
        },
        new("183 without sound for ever")
        {
            FarEnd = "rings: { for: forever, signal: 183 }", Ending = NoAnswer, By = Us, Status = 487, Retry = true, Text = NotAnsweredInTime,
        },
        new("183 with sound for ever")
        {
            FarEnd = Yaml("early:", "  - pause: 90s", "refuse: 480"), Stage = Ringing, Ending = NoAnswer, By = Us, Status = 487, Rang = true, Retry = true, Text = NotAnsweredInTime,
        },
        new("rings, then is gone without a word")
        {
            Party = new RingsAndVanishes(), Stage = Ringing, Ending = NoAnswer, By = Us, Rang = true, Retry = true, Text = NotAnsweredInTime,
        },
        new("the way is down from the start")
        {
            FarEnd = "rings: forever", Way = [(0, Down, Down)], Stage = Dialled, Ending = Unreachable, Derived = 102, Retry = true, Events = "error", Text = "No answer from the next hop",
        },
        new("the way is down once it rings")
        {
            FarEnd = "rings: forever", Way = [(1, Down, Down)], Stage = Ringing, Ending = NoAnswer, By = Us, Rang = true, Retry = true, Text = NotAnsweredInTime,
        },
        Rings("rings, then 480", "refuse: 480") with { Ending = NoAnswer, By = None, Status = 480, Derived = 18, Retry = true, Text = "480 Temporarily Unavailable" },
        Rings("rings, then 408", "refuse: 408") with { Ending = NoAnswer, By = None, Status = 408, Derived = 102, Retry = true, Text = "408 Request Timeout" },
        Rings("rings, then 487", "refuse: 487") with { Ending = NoAnswer, By = None, Status = 487, Retry = true, Text = "487 Request Terminated" },
        Rings("rings, then 486", "refuse: 486") with { Ending = Busy, By = FarEnd, Status = 486, Derived = 17, Retry = true, Text = "486 Busy Here" },
        Rings("rings, then 603", "refuse: 603") with { Ending = Refused, By = FarEnd, Status = 603, Derived = 21, CalleeRefused = true, Text = "603 Decline" },
        Rings("rings, then 503", "refuse: 503") with { Ending = Congestion, Status = 503, Derived = 41, Retry = true, Text = "503 Service Unavailable" },
        Rings("rings, then 480 with cause 18", "refuse: { status: 480, cause: 18 }") with
        {
            Ending = NoAnswer, By = None, Status = 480, Given = 18, Retry = true, Text = "480 Temporarily Unavailable (Q.850 cause 18)",
        },
        Rings("rings, then 503 with cause 21", "refuse: { status: 503, cause: 21 }") with
        {
            Ending = Refused, By = FarEnd, Status = 503, Given = 21, CalleeRefused = true, Text = "503 Service Unavailable (Q.850 cause 21)",
        },
        new("forwarded, then 486")
        {
            FarEnd = Yaml("rings: { for: 2s, signal: 181 }", "refuse: 486"), Ending = Busy, By = FarEnd, Status = 486, Derived = 17, Retry = true, Text = "486 Busy Here",
        },
        new("queued, then 480")
        {
            FarEnd = Yaml("rings: { for: 2s, signal: 182 }", "refuse: 480"), Ending = Unavailable, Status = 480, Derived = 18, Retry = true, Text = "480 Temporarily Unavailable",
        },
        Announces("three tones, then 404", "refuse: { status: 404, cause: 1 }") with { Ending = NotInService, Status = 404, Given = 1, Text = "404 Not Found (Q.850 cause 1)" },
        Announces("three tones, then 484", "refuse: 484") with { Ending = InvalidNumber, Status = 484, Derived = 28, Text = "484 Address Incomplete" },
        Announces("three tones, then 503 with cause 34", "refuse: { status: 503, cause: 34 }") with
        {
            Ending = Congestion, Status = 503, Given = 34, Retry = true, Text = "503 Service Unavailable (Q.850 cause 34)",
        },
        Announces("an announcement, then 486", "refuse: 486") with { Ending = Busy, By = FarEnd, Status = 486, Derived = 17, Retry = true, Text = "486 Busy Here" },
        Announces("an announcement, then 480 with cause 20", "refuse: { status: 480, cause: 20 }") with
        {
            Ending = Unavailable, Status = 480, Given = 20, Retry = true, Text = "480 Temporarily Unavailable (Q.850 cause 20)",
        },
        Announces("ringback as sound, then 480 with cause 19", "refuse: { status: 480, cause: 19 }") with
        {
            Stage = Ringing, Rang = true, Ending = NoAnswer, By = None, Status = 480, Given = 19, Retry = true, Text = "480 Temporarily Unavailable (Q.850 cause 19)",
        },
        new("nobody listens at the address")
        {
            SipUri = "sip:somebody@10.0.0.2:5999", FarEnd = "refuse: 404", Stage = Dialled, Ending = Unreachable, Retry = true, Events = "error", Text = "Next hop unreachable", Dialled = 0,
        },
        new("no machine at the address")
        {
            SipUri = "sip:somebody@10.0.0.77", FarEnd = "refuse: 404", Stage = Dialled, Ending = Unreachable, Derived = 102, Retry = true, Events = "error", Text = "No answer from the next hop",
            Dialled = 0,
        },
        new("a host that has no address")
        {
            SipUri = "sip:somebody@nowhere.example", FarEnd = "refuse: 404", Stage = Accepted, Ending = Unreachable, Retry = true, Events = "error",
            Text = "the host 'nowhere.example' cannot be resolved", Dialled = 0,
        },
    ];

    private static IEnumerable<TruthRow> AnsweredCalls =>
    [
        Says("the callee hangs up", "- hangUp") with { By = FarEnd, Given = 16 },
        Says("the callee hangs up for no special reason", "- hangUp:", "  cause: 31") with { By = FarEnd, Given = 31 },
        new("the callee answers at once and hangs up")
        {
            FarEnd = Yaml("steps:", "  - say: Wrong number.", "  - hangUp"), Stage = Talking, Ending = Completed, By = FarEnd, Status = 200, Given = 16, Heard = true, Events = Talks,
        },
        Cut(27, "destination out of order"),
        Cut(38, "network out of order"),
        Cut(41, "temporary failure"),
        Cut(42, "switching equipment congestion"),
        Cut(102, "recovery on timer expiry"),
        Cut(127, "interworking"),
        Says("the callee's line falls silent, and the call goes on", "- stopSending", "- pause: 50s", "- hangUp") with { By = FarEnd, Given = 16 },
        Says("the callee hangs up on hold", "- hold: 5s", "  music: none", "- hangUp") with { By = FarEnd, Given = 16 },
        Says("the callee is gone without a word", "- vanish") with
        {
            Ending = Dropped, By = Network, Derived = 102, Retry = true, Text = "media timeout: nothing came from the far end for 60 s, neither sound nor reports",
        },
        Says("the way is down from mid-talk on", "- pause: 5m") with
        {
            Way = [(5, Down, Down)], Ending = Dropped, By = Network, Derived = 102, Retry = true, Text = "media timeout: nothing came from the far end for 60 s, neither sound nor reports",
        },
        Says("nothing comes from the callee any more", "- pause: 5m") with
        {
            Way = [(5, Clean, Down)], Ending = Dropped, By = Network, Derived = 102, Retry = true, Text = "media timeout: nothing came from the far end for 60 s, neither sound nor reports",
        },
        Says("the callee hears nothing, and hangs up", "- hangUp") with { Way = [(2.5, Down, Clean)], By = FarEnd, Given = 16 },
        Says("the first INVITE is lost", "- hangUp") with { Way = [(0, Down, Clean), (0.3, Clean, Clean)], By = FarEnd, Given = 16 },
        Says("the 200 is late", "- pause: 5s", "- hangUp") with { Way = [(1.5, Clean, Down), (4, Clean, Clean)], By = FarEnd, Given = 16 },
        Says("the ACK is late", "- pause: 5s", "- hangUp") with { Way = [(2.02, Down, Clean), (4, Clean, Clean)], By = FarEnd, Given = 16 },
        NoMedia("answered without a description", "", "the answer has no session description"),
        NoMedia("answered with a torn description", "v=0\r\no=", "The answer has no audio where it was offered."),
        NoMedia("answered without a common codec", Descriptions.G729, "No codec in common: the far end has G729/8000; we have PCMU/8000, PCMA/8000."),
        NoMedia("answered, but the sound is refused", Descriptions.Refused, "The audio stream is refused (port 0)."),
        new("answered after early sound, with a bare 200")
        {
            Party = new AnswersInProgress(), Stage = Talking, Rang = true, Ending = Completed, By = FarEnd, Status = 200, Given = 16, Heard = true, Events = Talks,
        },
    ];

    private static TruthRow Rings(string name, string refuse) => new(name) { FarEnd = Yaml("rings: 2s", refuse), Stage = Ringing, Rang = true };

    private static TruthRow Announces(string name, string refuse) => new(name) { FarEnd = Yaml("early:", "  - play: special information tones", "  - pause: 1s", refuse) };

    /// <summary>Rings, answers, says a word, waits three seconds and does something.</summary>
    private static TruthRow Says(string name, params string[] steps) => new(name)
    {
        FarEnd = Yaml(["rings: 2s", "steps:", "  - say: Hello there.", "  - pause: 3s", .. steps.Select(step => $"  {step}")]),
        Stage = Talking,
        Ending = Completed,
        By = Us,
        Status = 200,
        Rang = true,
        Heard = true,
        Events = Talks,
    };

    private static TruthRow Cut(int cause, string words) => Says($"the network hangs up: {words}", "- hangUp:", $"  cause: {cause}") with
    {
        Ending = Dropped, By = Network, Given = cause, Retry = true, Text = $"the call was cut (Q.850 cause {cause})",
    };

    private static TruthRow NoMedia(string name, string description, string text) => new(name)
    {
        Party = new AnswersWith(description), Stage = Answered, Ending = MediaFailed, By = Us, Status = 200, Given = 88, Text = text,
    };
}
