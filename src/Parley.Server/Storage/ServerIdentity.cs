namespace Parley.Server.Storage;

/// <summary>Who this server is: made once, on the first start.</summary>
internal sealed class ServerIdentity
{
    public const int TheOnlyRow = 1;

    public int Id { get; init; } = TheOnlyRow;

    /// <summary>The domain in meeting tokens, the organization in the API.</summary>
    public required Guid DomainId { get; init; }

    /// <summary>What meeting tokens are signed with.</summary>
    public required byte[] TokenSecret { get; init; }
}
