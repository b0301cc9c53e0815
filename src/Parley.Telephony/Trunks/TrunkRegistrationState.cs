namespace Parley.Telephony.Trunks;

/// <summary>How it stands with the registration of a trunk.</summary>
/// <param name="Status">Whether the trunk knows where we are.</param>
/// <param name="Since">Since when.</param>
public sealed record TrunkRegistrationState(TrunkRegistrationStatus Status, DateTimeOffset Since)
{
    /// <summary>Until when the registration holds unless it is refreshed.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When the next REGISTER is sent.</summary>
    public DateTimeOffset? NextAttemptAt { get; init; }

    /// <summary>What stands against it, in words.</summary>
    public string? Error { get; init; }
}

/// <summary>Whether a trunk knows where we are.</summary>
public enum TrunkRegistrationStatus
{
    /// <summary>The trunk wants no registration.</summary>
    NotWanted,

    /// <summary>The first REGISTER is on its way.</summary>
    Trying,

    /// <summary>Registered.</summary>
    Registered,

    /// <summary>Refused, or nobody answered; it is tried again.</summary>
    Failed,

    /// <summary>Taken back, because the server stops.</summary>
    Unregistered,
}
