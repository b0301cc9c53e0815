namespace Parley.Server.Storage;

/// <summary>What is done with calls to a number, or to a SIP address of our own: they are held while a webhook finds them a room (contract 7.3).</summary>
internal sealed class DialinConfig
{
    public const int MaxTextLength = 1000;

    public required Guid Id { get; init; }

    /// <summary>The number that it is for; absent for calls to its SIP address only.</summary>
    public string? PhoneNumber { get; set; }

    /// <summary>The user part of its own SIP address, which never changes.</summary>
    public required string SipUser { get; init; }

    /// <summary>The webhook.</summary>
    public required string RoomCreationApi { get; set; }

    public string? NamePrefix { get; set; }

    /// <summary>What the webhook's requests are signed with, base64; protected.</summary>
    public required string Hmac { get; set; }

    /// <summary>What the caller hears when there is no room for it in time.</summary>
    public string? TimeoutMessage { get; set; }

    /// <summary>How long the caller waits at most.</summary>
    public double? TimeoutSeconds { get; set; }

    /// <summary>Whether it is one of the domain's <c>pinless_dialin</c>, which are replaced together.</summary>
    public required bool IsOfDomain { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}
