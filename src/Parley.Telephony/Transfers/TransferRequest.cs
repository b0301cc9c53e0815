namespace Parley.Telephony.Transfers;

/// <summary>Where the far end of a call is to be sent. Exactly one of the three is set.</summary>
public sealed record TransferRequest
{
    /// <summary>A number in international form; the address is made from the trunk that carries the call.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>A SIP address.</summary>
    public string? SipUri { get; init; }

    /// <summary>Another answered call of ours, whose far end it is to speak with: both calls end for us when it does.</summary>
    public CallLeg? Other { get; init; }

    /// <summary>Who is said to ask for it (Referred-By, RFC 3892), a SIP address; <see langword="null"/> for nobody.</summary>
    public string? ReferredBy { get; init; }

    /// <summary>How long the far end may take to tell what came of it. Default 60 s.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);
}
