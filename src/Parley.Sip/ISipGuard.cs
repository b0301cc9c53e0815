using System.Net;
using Parley.Sip.Messages;

namespace Parley.Sip;

/// <summary>
/// Decides who may send requests outside a call. It is asked on the endpoint's loop before anything else is made of such a request, and must be quick. Requests
/// inside a call belong to whoever knows its tags, and are not asked about.
/// </summary>
public interface ISipGuard
{
    /// <summary>Decides about a request. A CANCEL, an ACK and a repeated request are those of a request that was decided about.</summary>
    SipAdmission Admit(SipRequest request, IPEndPoint remote);

    /// <summary>Whether somebody whose message could not be read is told so.</summary>
    bool MayRefuse(IPEndPoint remote);
}

/// <summary>What becomes of a request.</summary>
/// <param name="Status">The status to refuse it with; 0 lets it in, -1 drops it without a word.</param>
/// <param name="Headers">Headers of the refusal: a challenge, say.</param>
public readonly record struct SipAdmission(int Status, IReadOnlyList<SipHeader>? Headers = null)
{
    /// <summary>Lets it in.</summary>
    public static SipAdmission Granted => default;

    /// <summary>Drops it without a word.</summary>
    public static SipAdmission Dropped => new(-1);
}
