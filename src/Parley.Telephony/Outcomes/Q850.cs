namespace Parley.Telephony.Outcomes;

/// <summary>Cause values of the telephone network (ITU-T Q.850) and what they mean for a call.</summary>
internal static class Q850
{
    /// <summary>Normal call clearing.</summary>
    public const int NormalClearing = 16;

    /// <summary>User busy.</summary>
    public const int UserBusy = 17;

    /// <summary>Call rejected: by the user, or by a network that will not have the call.</summary>
    public const int CallRejected = 21;

    /// <summary>Temporary failure.</summary>
    public const int TemporaryFailure = 41;

    /// <summary>Incompatible destination.</summary>
    public const int IncompatibleDestination = 88;

    /// <summary>Recovery on timer expiry.</summary>
    public const int TimerExpiry = 102;

    /// <summary>The cause that stands for a SIP status where the network gave none (RFC 3398, section 8.2.6.1); the newer 607 and 608 count as 603.</summary>
    public static int? FromSipStatus(int status) => status switch
    {
        400 => 41,
        401 or 402 or 403 or 407 => 21,
        404 => 1,
        405 => 63,
        406 => 79,
        408 => 102,
        410 => 22,
        413 or 414 or 416 or 420 or 421 or 423 => 127,
        415 => 79,
        480 => 18,
        481 => 41,
        482 or 483 => 25,
        484 => 28,
        485 => 1,
        486 or 600 => 17,
        488 or 606 => 65,
        500 => 41,
        501 => 79,
        502 => 38,
        503 => 41,
        504 => 102,
        505 or 513 => 127,
        603 or 607 or 608 => 21,
        604 => 1,
        _ => null,
    };

    /// <summary>What a cause says about a call that was not answered; <see langword="null"/> when it says nothing of its own.</summary>
    /// <param name="cause">The cause.</param>
    /// <param name="rang">Whether the callee was alerted: 18 (no user responding) is about a phone that is not there, unless it rang.</param>
    public static CallEnding? EndingOf(int cause, bool rang) => cause switch
    {
        1 or 22 => CallEnding.NotInService,
        2 or 3 or 28 => CallEnding.InvalidNumber,
        17 => CallEnding.Busy,
        18 => rang ? CallEnding.NoAnswer : CallEnding.Unavailable,
        19 => CallEnding.NoAnswer,
        20 or 27 => CallEnding.Unavailable,
        CallRejected => CallEnding.Refused,
        34 or 38 or 41 or 42 or 43 or 44 or 47 => CallEnding.Congestion,
        50 or 52 or 53 or 54 or 55 or 57 or 58 or 63 or 87 => CallEnding.NotAllowed,
        65 or 66 or 69 or 70 or 79 or IncompatibleDestination => CallEnding.Incompatible,
        102 => CallEnding.Unreachable,
        _ => null,
    };

    /// <summary>Whether a call that was answered was cut by the network rather than hung up by a person.</summary>
    public static bool IsNetworkFault(int cause) => cause is 27 or 38 or 41 or 42 or 44 or 47 or 102 or 127;
}
