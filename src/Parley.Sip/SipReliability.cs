namespace Parley.Sip;

/// <summary>Whether provisional responses are sent reliably, each acknowledged by PRACK (RFC 3262).</summary>
public enum SipReliability
{
    /// <summary>Never: a far end that insists on it is refused with 420.</summary>
    Off,

    /// <summary>Where the far end insists on it. We say that we can.</summary>
    Allowed,

    /// <summary>Wherever the far end can, too.</summary>
    Preferred,

    /// <summary>Calls of ours insist on it; a far end that cannot refuses them with 420.</summary>
    Required,
}
