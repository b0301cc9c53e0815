namespace Parley.Sip.Auth;

/// <summary>What a server thinks of the credentials of a request.</summary>
public enum DigestVerdict
{
    /// <summary>There are none for this realm.</summary>
    Missing,

    /// <summary>They are right.</summary>
    Right,

    /// <summary>They are right, or may be, but for a nonce that is too old or was used before: the same again with a new one.</summary>
    Stale,

    /// <summary>The user is unknown, the password wrong, or they cannot be read.</summary>
    Wrong,
}
