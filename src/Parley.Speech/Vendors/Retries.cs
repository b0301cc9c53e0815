namespace Parley.Speech.Vendors;

/// <summary>Whether to try again.</summary>
internal static class Retries
{
    /// <summary>Whether a failure passes soon enough for somebody who waits on the phone.</summary>
    /// <param name="options">How patiently.</param>
    /// <param name="failure">What happened.</param>
    /// <param name="attempt">How often it was tried again already.</param>
    public static bool MayRetry(this SpeechVendorOptions options, SpeechException failure, int attempt) =>
        failure.IsTransient && attempt < options.MaxRetries && (failure.RetryAfter ?? options.RetryDelay) <= options.LongestRetryDelay;
}
