namespace Parley.Telephony.Trunks;

/// <summary>How a trunk is told the caller ID, beside From (RFC 3325).</summary>
public enum TrunkIdentity
{
    /// <summary>P-Asserted-Identity: the trunk trusts what we say.</summary>
    Asserted,

    /// <summary>P-Preferred-Identity: the trunk makes its own mind up.</summary>
    Preferred,

    /// <summary>By From alone.</summary>
    None,
}
