namespace Parley.Client;

/// <summary>Which keys a client has. A public key starts sessions and reaches them; all else takes a private one.</summary>
public sealed record ParleyClientOptions
{
    /// <summary>A public key, <c>pk_...</c>.</summary>
    public string? PublicKey { get; init; }

    /// <summary>A private key, <c>sk_...</c>, or a personal access token.</summary>
    public string? PrivateKey { get; init; }
}
