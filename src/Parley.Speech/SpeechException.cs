namespace Parley.Speech;

/// <summary>A voice or a recogniser did not do its work. The message says what was tried, what happened and what to do about it.</summary>
public sealed class SpeechException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="failure">What went wrong.</param>
    /// <param name="message">What was tried, what happened and what to do about it.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public SpeechException(SpeechFailure failure, string message, Exception? innerException = null)
        : base(message, innerException) => Failure = failure;

    /// <summary>What went wrong.</summary>
    public SpeechFailure Failure { get; }

    /// <summary>
    /// For a voice that failed in the middle: how many characters of the text had been spoken by then, if the vendor told;
    /// <see langword="null"/> when it did not.
    /// </summary>
    public int? SpokenCharacters { get; init; }

    /// <summary>How long the vendor asked to be left alone, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the same request may well succeed a moment later.</summary>
    public bool IsTransient => Failure is SpeechFailure.RateLimited or SpeechFailure.TimedOut or SpeechFailure.Unavailable;
}
