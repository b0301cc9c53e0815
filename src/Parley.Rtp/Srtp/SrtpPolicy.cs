namespace Parley.Rtp.Srtp;

/// <summary>Whether the sound of a call is encrypted.</summary>
public enum SrtpPolicy
{
    /// <summary>Never: keys are neither offered nor taken.</summary>
    None,

    /// <summary>When the far end can: keys are offered beside plain media, and an offer of keys is taken.</summary>
    Optional,

    /// <summary>Always: a call without keys does not come about.</summary>
    Required,
}
