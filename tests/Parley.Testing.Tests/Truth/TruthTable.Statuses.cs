using Parley.Telephony.Outcomes;
using static Parley.Telephony.Outcomes.CallEnding;
using static Parley.Telephony.Outcomes.CallParty;

namespace Parley.Testing.Tests.Truth;

/// <summary>What a carrier says at once, before anything rings.</summary>
internal static partial class TruthTable
{
    /// <summary>A status alone. The derived causes are those of RFC 3398, section 8.2.6.1.</summary>
    private static IEnumerable<TruthRow> Statuses =>
    [
        Status(400, Failed, 41, "Bad Request"),
        Status(402, NotAllowed, 21, "Payment Required"),
        Status(403, NotAllowed, 21, "Forbidden"),
        Status(404, NotInService, 1, "Not Found"),
        Status(405, Incompatible, 63, "Method Not Allowed"),
        Status(406, Incompatible, 79, "Not Acceptable"),
        Status(408, Unreachable, 102, "Request Timeout") with { Retry = true },
        Status(410, NotInService, 22, "Gone"),
        Status(413, Incompatible, 127, "Request Entity Too Large"),
        Status(414, Incompatible, 127, "Request-URI Too Long"),
        Status(415, Incompatible, 79, "Unsupported Media Type"),
        Status(416, Incompatible, 127, "Unsupported URI Scheme"),
        Status(420, Incompatible, 127, "Bad Extension"),
        Status(421, Incompatible, 127, "Extension Required"),
        Status(423, Failed, 127, "Interval Too Brief"),
        Status(428, NotAllowed, null, "Use Identity Header"),
        Status(433, NotAllowed, null, "Anonymity Disallowed"),
        Status(436, NotAllowed, null, "Bad Identity Info"),
        Status(437, NotAllowed, null, "Unsupported Credential"),
        Status(438, NotAllowed, null, "Invalid Identity Header"),
        Status(480, Unavailable, 18, "Temporarily Unavailable") with { Retry = true },
        Status(481, Failed, 41, "Call/Transaction Does Not Exist"),
        Status(482, Failed, 25, "Loop Detected"),
        Status(483, Failed, 25, "Too Many Hops"),
        Status(484, InvalidNumber, 28, "Address Incomplete"),
        Status(485, InvalidNumber, 1, "Ambiguous"),
        Status(486, Busy, 17, "Busy Here") with { By = FarEnd, Retry = true },
        Status(487, NoAnswer, null, "Request Terminated") with { By = None, Retry = true },
        Status(488, Incompatible, 65, "Not Acceptable Here"),
        Status(491, Congestion, null, "Request Pending") with { Retry = true },
        Status(493, Incompatible, null, "Undecipherable"),
        Status(500, Congestion, 41, "Server Internal Error") with { Retry = true },
        Status(501, Incompatible, 79, "Not Implemented"),
        Status(502, Congestion, 38, "Bad Gateway") with { Retry = true },
        Status(503, Congestion, 41, "Service Unavailable") with { Retry = true },
        Status(504, Congestion, 102, "Server Time-out") with { Retry = true },
        Status(505, Incompatible, 127, "Version Not Supported"),
        Status(513, Incompatible, 127, "Message Too Large"),
        Status(580, Congestion, null, "Precondition Failure") with { Retry = true },
        Status(599, Congestion, null, "Server Failure") with { Retry = true },
        Status(600, Busy, 17, "Busy Everywhere") with { By = FarEnd, Retry = true },
        Status(603, Refused, 21, "Decline") with { By = FarEnd, CalleeRefused = true },
        Status(604, NotInService, 1, "Does Not Exist Anywhere"),
        Status(606, Incompatible, 65, "Not Acceptable"),
        Status(607, Refused, 21, "Unwanted") with { By = FarEnd, CalleeRefused = true },
        Status(608, NotAllowed, 21, "Rejected"),
    ];

    /// <summary>A status beside the cause of the telephone network behind it, which knows better (RFC 3326), unless the status is the trunk's own word.</summary>
    private static IEnumerable<TruthRow> Causes =>
    [
        Cause(480, 1, NotInService, "Temporarily Unavailable"),
        Cause(480, 17, Busy, "Temporarily Unavailable") with { By = FarEnd, Retry = true },
        Cause(480, 18, Unavailable, "Temporarily Unavailable") with { Retry = true },
        Cause(480, 19, NoAnswer, "Temporarily Unavailable") with { By = None, Retry = true },
        Cause(480, 20, Unavailable, "Temporarily Unavailable") with { Retry = true },
        Cause(480, 21, Refused, "Temporarily Unavailable") with { By = FarEnd, CalleeRefused = true },
        Cause(480, 31, Unavailable, "Temporarily Unavailable") with { Retry = true },
        Cause(404, 1, NotInService, "Not Found"),
        Cause(404, 3, InvalidNumber, "Not Found"),
        Cause(404, 22, NotInService, "Not Found"),
        Cause(484, 28, InvalidNumber, "Address Incomplete"),
        Cause(486, 17, Busy, "Busy Here") with { By = FarEnd, Retry = true },
        Cause(486, 21, Refused, "Busy Here") with { By = FarEnd, CalleeRefused = true },
        Cause(403, 21, NotAllowed, "Forbidden"),
        Cause(403, 57, NotAllowed, "Forbidden"),
        Cause(500, 127, Congestion, "Server Internal Error") with { Retry = true },
        Cause(500, 21, NotAllowed, "Server Internal Error"),
        Cause(502, 27, Unavailable, "Bad Gateway") with { Retry = true },
        Cause(503, 34, Congestion, "Service Unavailable") with { Retry = true },
        Cause(503, 38, Congestion, "Service Unavailable") with { Retry = true },
        Cause(503, 41, Congestion, "Service Unavailable") with { Retry = true },
        Cause(503, 42, Congestion, "Service Unavailable") with { Retry = true },
        Cause(503, 21, NotAllowed, "Service Unavailable"),
        Cause(503, 1, NotInService, "Service Unavailable"),
        Cause(504, 102, Unreachable, "Server Time-out") with { Retry = true },
        Cause(603, 21, Refused, "Decline") with { By = FarEnd, CalleeRefused = true },
        Cause(603, 17, Busy, "Decline") with { By = FarEnd, Retry = true },
    ];

    /// <summary>A status with headers of its own.</summary>
    private static IEnumerable<TruthRow> Headers =>
    [
        Headed("503, try again in two minutes", 503, "Retry-After: 120", Congestion, "Service Unavailable") with { Derived = 41, Retry = true, RetryAfter = 120 },
        Headed("480, try again with a comment", 480, "Retry-After: 60 (in a meeting)", Unavailable, "Temporarily Unavailable") with { Derived = 18, Retry = true, RetryAfter = 60 },
        Headed("486, try again with a duration", 486, "Retry-After: 300;duration=3600", Busy, "Busy Here") with { By = FarEnd, Derived = 17, Retry = true, RetryAfter = 300 },
        Headed("600, try again", 600, "Retry-After: 30", Busy, "Busy Everywhere") with { By = FarEnd, Derived = 17, Retry = true, RetryAfter = 30 },
        Headed("603, try again tomorrow", 603, "Retry-After: 86400", Refused, "Decline") with { By = FarEnd, Derived = 21, RetryAfter = 86400, CalleeRefused = true },
        Headed("503, try again in words", 503, "Retry-After: later", Congestion, "Service Unavailable") with { Derived = 41, Retry = true },
        Headed("401 without credentials", 401, """WWW-Authenticate: 'Digest realm="carrier", nonce="1", algorithm=MD5, qop="auth"'""", NotAllowed, "Unauthorized") with { Derived = 21 },
        Headed("407 without credentials", 407, """Proxy-Authenticate: 'Digest realm="carrier", nonce="1", algorithm=MD5, qop="auth"'""", NotAllowed, "Proxy Authentication Required") with { Derived = 21 },
        Headed("480 with the reason of another SIP element", 480, "Reason: SIP;cause=603", Unavailable, "Temporarily Unavailable") with { Derived = 18, Retry = true },
        Headed("480 with two reasons", 480, """Reason: ["SIP;cause=480", "Q.850;cause=17"]""", Busy, "Temporarily Unavailable") with
        {
            By = FarEnd, Given = 17, Retry = true, Text = "480 Temporarily Unavailable (Q.850 cause 17)",
        },
        Headed("603 by analytics of the network", 603, """Reason: 'Q.850;cause=21;text="v=analytics1;url=https://carrier.example/why";location=RLN'""", NotAllowed, "Network Blocked", "reason: Network Blocked") with
        {
            Given = 21, Text = "603 Network Blocked (Q.850 cause 21: v=analytics1;url=https://carrier.example/why)",
        },
        Headed("603 by the network, the cause says where", 603, "Reason: Q.850;cause=21;location=TN", NotAllowed, "Decline") with { Given = 21, Text = "603 Decline (Q.850 cause 21)" },
        Headed("603 by the user, the cause says where", 603, "Reason: Q.850;cause=21;location=U", Refused, "Decline") with
        {
            By = FarEnd, Given = 21, Text = "603 Decline (Q.850 cause 21)", CalleeRefused = true,
        },
        Headed("302 elsewhere", 302, "Contact: <sip:+15559990001@10.0.0.2:5060>", Redirected, "Moved Temporarily") with { Text = "302 Moved Temporarily, to sip:+15559990001@10.0.0.2:5060" },
        Headed("301 elsewhere", 301, "Contact: <sip:+15559990001@10.0.0.2:5060>", Redirected, "Moved Permanently") with { Text = "301 Moved Permanently, to sip:+15559990001@10.0.0.2:5060" },
        Headed("300, the better one first", 300, "Contact: ['<sip:b@10.0.0.2>;q=0.2', '<sip:a@10.0.0.2>;q=0.9']", Redirected, "Multiple Choices") with
        {
            Text = "300 Multiple Choices, to sip:a@10.0.0.2, sip:b@10.0.0.2",
        },
        new("302 nowhere") { FarEnd = "refuse: 302", Ending = Redirected, Status = 302, Text = "302 Moved Temporarily" },
    ];

    private static TruthRow Status(int status, CallEnding ending, int? cause, string words) => new($"{status} {words}")
    {
        FarEnd = $"refuse: {status}",
        Ending = ending,
        Status = status,
        Derived = cause,
        Text = $"{status} {words}",
    };

    private static TruthRow Cause(int status, int cause, CallEnding ending, string words) => new($"{status} with cause {cause}")
    {
        FarEnd = Yaml($"refuse: {{ status: {status}, cause: {cause} }}"),
        Ending = ending,
        Status = status,
        Given = cause,
        Text = $"{status} {words} (Q.850 cause {cause})",
    };

    private static TruthRow Headed(string name, int status, string header, CallEnding ending, string words, string? more = null) => new(name)
    {
        FarEnd = Yaml("refuse:", $"  status: {status}", more is null ? null : $"  {more}", "  headers:", $"    {header}"),
        Ending = ending,
        Status = status,
        Text = $"{status} {words}",
    };

    private static string Yaml(params IEnumerable<string?> lines) => string.Join('\n', lines.OfType<string>());
}
