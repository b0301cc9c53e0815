using Parley.Sip.Messages;
using Parley.Telephony.Trunks;

namespace Parley.Telephony.Signalling;

/// <summary>How we tell a trunk, and whether we tell the callee, who calls (RFC 3323, RFC 3325).</summary>
internal static class CallerIdentity
{
    /// <summary>Who calls when nobody is to know (RFC 3323, section 4.1.1.3).</summary>
    public static NameAddress Anonymous { get; } = new(new SipUri("anonymous", "anonymous.invalid"), "Anonymous");

    /// <summary>The headers beside From. A trunk is told the caller ID; somebody who is called directly learns what From says.</summary>
    public static IReadOnlyList<SipHeader> HeadersOf(OutgoingPlan plan, NameAddress caller)
    {
        SipHeader[] privacy = plan.Request.IsAnonymous ? [new(SipHeaderNames.Privacy, "id")] : [];
        var name = plan.Trunk?.Options.Identity switch
        {
            null or TrunkIdentity.None => null,
            TrunkIdentity.Preferred => SipHeaderNames.PPreferredIdentity,
            _ => SipHeaderNames.PAssertedIdentity,
        };
        return name is null || plan.CallerId is null ? privacy : [new(name, caller.ToString()), .. privacy];
    }
}
