namespace Parley.Speech;

/// <summary>The ways in which a voice or a recogniser fails.</summary>
public enum SpeechFailure
{
    /// <summary>A program that does the work is not on this machine.</summary>
    NotInstalled,

    /// <summary>The key is missing, wrong or not allowed to do this (HTTP 401 or 403).</summary>
    Unauthorized,

    /// <summary>Too many requests, or the quota is used up (HTTP 429).</summary>
    RateLimited,

    /// <summary>The account has no credit left (HTTP 402, or a vendor's own word for it): only who pays can mend it.</summary>
    QuotaExceeded,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>The server cannot be reached, or has a fault of its own (HTTP 5xx).</summary>
    Unavailable,

    /// <summary>The request itself was refused: an unknown model or voice, a text that is too long.</summary>
    Refused,

    /// <summary>The answer was not what the protocol promises.</summary>
    BadAnswer,
}
