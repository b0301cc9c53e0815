namespace Parley.Server.Storage;

/// <summary>What a key opens.</summary>
public enum ApiKeyKind
{
    /// <summary><c>pk_...</c>: starts sessions; may be handed to web pages.</summary>
    Public,

    /// <summary><c>sk_...</c>: sees and stops sessions, and all else that is private.</summary>
    Private,

    /// <summary><c>pcc_pat_...</c>: a person's own, for what a private key opens.</summary>
    Personal,
}
