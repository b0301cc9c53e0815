namespace Parley.Server.Hosting;

/// <summary>Rooms and their tokens: <c>Parley:Rooms</c>.</summary>
public sealed class RoomOptions
{
    /// <summary>The shortest signing key taken, in characters.</summary>
    public const int MinSigningKeyLength = 16;

    /// <summary>
    /// What meeting tokens are signed with (HS256, its UTF-8 bytes), so that a program that knows it can make tokens by itself. Default: a secret of this server's
    /// own, which nobody else knows. The private keys of <see cref="KeyOptions.Private"/> sign tokens that are accepted, too; those in the database cannot, since
    /// only their hashes are kept.
    /// </summary>
    public string? SigningKey { get; set; }
}
