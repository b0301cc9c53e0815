namespace Parley.Telephony;

/// <summary>What became of a request to dial. A closed family: <see cref="DialAccepted"/> or <see cref="DialRefused"/>.</summary>
public abstract record DialResult
{
    private protected DialResult()
    {
    }
}

/// <summary>The call is on its way; everything further is told by the leg's events.</summary>
/// <param name="Leg">The leg; the caller owns it and disposes it.</param>
public sealed record DialAccepted(CallLeg Leg) : DialResult;

/// <summary>No call was placed.</summary>
/// <param name="Refusal">What stood against it.</param>
/// <param name="Error">The same in words, for whoever asked.</param>
public sealed record DialRefused(DialRefusal Refusal, string Error) : DialResult
{
    /// <summary>The name of the rule that forbids it, for machines; <see langword="null"/> when it is none of the policy's.</summary>
    public string? Rule { get; init; }

    /// <summary>When the rule will allow it, as far as it can tell; <see langword="null"/> when waiting does not help.</summary>
    public DateTimeOffset? AllowedAt { get; init; }
}

/// <summary>What stands against a call before it is placed.</summary>
public enum DialRefusal
{
    /// <summary>The request is wrong.</summary>
    InvalidRequest,

    /// <summary>The dial policy forbids it.</summary>
    Policy,

    /// <summary>The caller ID is not ours, or there is none.</summary>
    CallerId,

    /// <summary>The caller ID has been shown as often as it may be; another one may be free.</summary>
    CallerIdUsedUp,

    /// <summary>No trunk takes it, or the trunk is full.</summary>
    Trunk,

    /// <summary>No media port is free.</summary>
    MediaPorts,

    /// <summary>The attempt could not be written down.</summary>
    AttemptLog,

    /// <summary>The server is stopping.</summary>
    Stopping,
}
