using System.Text.Json.Nodes;
using static Parley.Telephony.Outcomes.CallEnding;
using static Parley.Telephony.Outcomes.CallParty;
using static Parley.Telephony.Outcomes.CallStage;

namespace Parley.Testing.Tests.Truth;

/// <summary>What we do ourselves, at every stage: stop, leave, crash, run into a limit, or never dial at all.</summary>
internal static partial class TruthTable
{
    private const string StayingOn = "- pause: 5m";

    private static IEnumerable<TruthRow> OurSide =>
    [
        Gives("we stop before any response", Doing.StopsTheDialout, 0.01, "rings: forever") with { Stage = Dialled, Events = "stopped" },
        Gives("we stop, and no response ever comes", Doing.StopsTheDialout, 1, "ignoresCalls: yes") with { Stage = Dialled, Events = "stopped" },
        Gives("we stop after 100", Doing.StopsTheDialout, 1, "rings: { for: forever, signal: none }") with { Status = 487 },
        Gives("we stop while it rings", Doing.StopsTheDialout, 1, "rings: forever") with { Stage = Ringing, Rang = true, Status = 487 },
        Gives("we stop during early sound", Doing.StopsTheDialout, 1, "early:", "  - pause: 90s", "refuse: 480") with { Stage = Ringing, Rang = true, Status = 487 },
        Gives("we stop, and 200 crosses our CANCEL", Doing.StopsTheDialout, 2.02, "rings: 2s", "steps:", "  - pause: 9s") with { Stage = Ringing, Rang = true },
        Gives("we stop, and 486 crosses our CANCEL", Doing.StopsTheDialout, 2.02, "rings: 2s", "refuse: 486") with { Stage = Ringing, Rang = true, Status = 486 },
        Gives("we stop while it rings, and no CANCEL is answered", Doing.StopsTheDialout, 2) with { Party = new RingsAndVanishes(), Stage = Ringing, Rang = true },
        Gives("we leave while it rings", Doing.Leaves, 1, "rings: forever") with { Stage = Ringing, Rang = true, Status = 487 },
        Gives("we leave while it rings, and no CANCEL is answered", Doing.Leaves, 2) with
        {
            Party = new RingsAndVanishes(), Stage = Ringing, Rang = true, Text = "the far end did not confirm the end of the call",
        },
        Gives("the session is stopped before any response", Doing.StopsTheSession, 0.01, "rings: forever") with { Stage = Dialled, Events = "stopped" },
        Gives("the session is stopped after 100", Doing.StopsTheSession, 1, "rings: { for: forever, signal: none }") with { Status = 487 },
        Gives("the session is stopped while it rings", Doing.StopsTheSession, 1, "rings: forever") with { Stage = Ringing, Rang = true, Status = 487 },
        Gives("the session is stopped during early sound", Doing.StopsTheSession, 1, "early:", "  - pause: 90s", "refuse: 480") with { Stage = Ringing, Rang = true, Status = 487 },
        Gives("the session is stopped, and 200 crosses our CANCEL", Doing.StopsTheSession, 2.02, "rings: 2s", "steps:", "  - pause: 9s") with { Stage = Ringing, Rang = true },
        HangsUp("we hang up in mid-talk", Doing.StopsTheDialout, 4),
        HangsUp("we hang up on hold", Doing.StopsTheDialout, 8, "- hold: 60s", "  music: none"),
        HangsUp("we hang up, and BYE crosses BYE", Doing.StopsTheDialout, 5.995, "- hangUp") with { FarEnd = Yaml("rings: 2s", "steps:", "  - pause: 4s", "  - hangUp") },
        HangsUp("we hang up, and the far end is gone", Doing.StopsTheDialout, 12, "- vanish"),
        HangsUp("we leave in mid-talk", Doing.Leaves, 4),
        HangsUp("the session is stopped right after the answer", Doing.StopsTheSession, 2.2),
        HangsUp("the session is stopped in mid-talk", Doing.StopsTheSession, 4),
        HangsUp("the session is stopped on hold", Doing.StopsTheSession, 8, "- hold: 60s", "  music: none"),
        HangsUp("the session is stopped, and the far end is gone", Doing.StopsTheSession, 12, "- vanish"),
    ];

    private static IEnumerable<TruthRow> Crashes =>
    [
        Crashed(Gives("the agent crashes before any response", Doing.Throws, 0.01, "rings: forever") with { Stage = Dialled, Events = "stopped" }),
        Crashed(Gives("the agent's handler throws once connected", Doing.ThrowsOnceConnected, 0, "rings: forever") with { Status = 487 }),
        Crashed(Gives("the agent crashes while it rings", Doing.Throws, 1, "rings: forever") with { Stage = Ringing, Rang = true, Status = 487 }),
        Crashed(HangsUp("the agent's handler throws once answered", Doing.ThrowsOnceAnswered, 0)),
        Crashed(HangsUp("the agent crashes in mid-talk", Doing.Throws, 4)),
    ];

    private static IEnumerable<TruthRow> Limits =>
    [
        HangsUp("the callee has been in the room long enough", Doing.Nothing, 0) with { Room = _ => new JsonObject { ["eject_after_elapsed"] = 5 } },
        HangsUp("the room expires in mid-talk", Doing.Nothing, 0) with { Room = now => ExpiresIn(now, 6) },
        Gives("the room expires while it rings", Doing.Nothing, 0, "rings: forever") with { Room = now => ExpiresIn(now, 4), Stage = Ringing, Rang = true, Status = 487 },
        HangsUp("the session has lasted long enough", Doing.Nothing, 0) with { World = World.ShortSessions },
        Refuses("wrong credentials for 407", 407, "Proxy-Authenticate", "Proxy Authentication Required"),
        Refuses("wrong credentials for 401", 401, "WWW-Authenticate", "Unauthorized"),
        new("right credentials")
        {
            World = World.Credentials, Party = new RefusesOnce(407, "Proxy-Authenticate", _ => Challenge), Stage = Talking, Ending = Completed, By = FarEnd, Status = 200, Given = 16, Heard = true,
            Events = Talks,
        },
        new("redirected to somebody who answers")
        {
            World = World.FollowsRedirects, Party = new RefusesOnce(302, "Contact", phone => $"<sip:{phone.Call.Number}@10.0.0.2:5060;floor=2>"), Stage = Talking, Ending = Completed, By = FarEnd,
            Status = 200, Given = 16, Heard = true, Events = Talks, Dialled = 2,
        },
        new("redirected to a number that nobody has")
        {
            World = World.FollowsRedirects, FarEnd = Yaml("refuse:", "  status: 302", "  headers:", "    Contact: <sip:+15559990001@10.0.0.2:5060>"),
            Ending = NotInService, Status = 404, Given = 1, Text = "404 Not Found (Q.850 cause 1)", Dialled = 2,
        },
        new("redirected once more than we follow")
        {
            World = World.FollowsRedirects, Party = new Redirects(), Ending = Redirected, Status = 302, Text = "302 Moved Temporarily, to sip:again@10.0.0.2", Dialled = 2,
        },
    ];

    private static IEnumerable<TruthRow> NotDialled =>
    [
        Never("the trunk is full", "trunk 'carrier' has reached its 1 calls") with { World = World.FullTrunk },
        Never("no media port is free", "All 1 RTP port pairs of 10.0.0.1 10000-10001 are in use") with { World = World.FewPorts },
        Never("no agent is free", "AtCapacity") with { World = World.FewAgents },
        Never("another country", "International dialout not supported. Contact sales to enable it for your domain") with { PhoneNumber = "+442071234567" },
        Never("no number at all", "phoneNumber must be in E.164 form") with { PhoneNumber = "12" },
        Never("neither sip nor sips", "sipUri must start with sip:") with { SipUri = "tel:+15551230001" },
        Never("dial-out is not enabled", "dial-out not enabled for room. add enable_dialout property to room") with { Room = _ => new JsonObject { ["enable_dialout"] = false } },
    ];

    private static string Challenge => "Digest realm=\"carrier\", nonce=\"1\", algorithm=MD5, qop=\"auth\"";

    private static TruthRow Gives(string name, Doing act, double at, params string[] farEnd) => new(name)
    {
        Do = act, At = at, FarEnd = Yaml(farEnd), Ending = Cancelled, By = Us, Given = 16, Events = "connected stopped",
    };

    private static TruthRow HangsUp(string name, Doing act, double at, params string[] steps) => Says(name, steps is [] ? [StayingOn] : steps) with { Do = act, At = at, Given = 16 };

    private static TruthRow Crashed(TruthRow row) => row with { SessionError = TableAgent.Fault };

    private static TruthRow Refuses(string name, int status, string header, string words) => new(name)
    {
        World = World.Credentials, FarEnd = Yaml("refuse:", $"  status: {status}", "  headers:", $"    {header}: '{Challenge}'"),
        Ending = NotAllowed, Status = status, Derived = 21, Text = $"{status} {words}",
    };

    private static TruthRow Never(string name, string error) => new(name) { IsNotDialled = true, SessionError = error, Dialled = 0, FarEnd = "refuse: 404" };

    private static JsonObject ExpiresIn(DateTimeOffset now, int seconds) => new() { ["exp"] = now.ToUnixTimeSeconds() + seconds, ["eject_at_room_exp"] = true };
}
