using System.Net;

namespace Parley.Speech.Vendors;

/// <summary>A vendor by name, and what its refusals mean for who runs the server. Its key never gets into a message.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Section">The section of its settings, such as <c>Parley:Speech:Deepgram</c>.</param>
/// <param name="Address">Where it is.</param>
/// <param name="Key">Its key, to be kept out of messages.</param>
internal sealed record Vendor(string Name, string Section, Uri Address, string? Key)
{
    private const int MaxSaid = 300;

    /// <summary>What a status other than success means.</summary>
    public SpeechException Refused(int status, string? said, TimeSpan? retryAfter = null, Exception? cause = null) => status switch
    {
        (int)HttpStatusCode.Unauthorized or (int)HttpStatusCode.Forbidden => Unauthorized($"HTTP {status}", said, cause),
        (int)HttpStatusCode.PaymentRequired => QuotaExceeded($"HTTP {status}", said, cause),
        (int)HttpStatusCode.TooManyRequests => RateLimited($"HTTP {status}", said, retryAfter, cause),
        (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.GatewayTimeout =>
            new(SpeechFailure.TimedOut, $"{Where} gave up waiting for itself (HTTP {status}).{Said(said)}", cause),
        >= 500 => new(SpeechFailure.Unavailable, $"{Where} has a fault of its own (HTTP {status}).{Said(said)}", cause) { RetryAfter = retryAfter },
        _ => Refused($"HTTP {status}", said, cause),
    };

    /// <summary>The key is wrong.</summary>
    public SpeechException Unauthorized(string code, string? said, Exception? cause = null) => new(
        SpeechFailure.Unauthorized,
        $"{Where} did not accept the key ({code}). Set {Section}:ApiKey to a key that the vendor's console shows, with the right to do this.{Said(said)}",
        cause);

    /// <summary>The account has no credit left.</summary>
    public SpeechException QuotaExceeded(string code, string? said, Exception? cause = null) => new(
        SpeechFailure.QuotaExceeded,
        $"{Where} says that the account of {Section}:ApiKey has used up its credit ({code}). Add credit there, or set another account's key.{Said(said)}",
        cause);

    /// <summary>Too much at a time.</summary>
    public SpeechException RateLimited(string code, string? said, TimeSpan? retryAfter = null, Exception? cause = null) => new(
        SpeechFailure.RateLimited,
        $"{Where} takes no more requests for now ({code}{After(retryAfter)}): too many at a time, or too fast, for the account's plan.{Said(said)}",
        cause)
    {
        RetryAfter = retryAfter,
    };

    /// <summary>What was asked is not to be had there.</summary>
    public SpeechException Refused(string code, string? said, Exception? cause = null) => new(
        SpeechFailure.Refused,
        $"{Where} refused the request ({code}). Check the names of model, voice and language under {Section}.{Said(said)}",
        cause);

    /// <summary>It kept silent for too long.</summary>
    public SpeechException TimedOut(string what, TimeSpan waited) =>
        new(SpeechFailure.TimedOut, $"{Where} {what} within {waited.TotalSeconds:0.#} s.");

    /// <summary>There is no connection, or it broke.</summary>
    public SpeechException Unreachable(string what, Exception? cause = null) =>
        new(SpeechFailure.Unavailable, $"{Where} {Safe(what).TrimEnd('.')}.", cause);

    /// <summary>It said what its protocol does not have.</summary>
    public SpeechException BadAnswer(string what, Exception? cause = null) =>
        new(SpeechFailure.BadAnswer, $"{Where} sent what its protocol does not have: {Safe(what)}", cause);

    private string Where => $"{Name} ({Address.Scheme}://{Address.Authority})";

    private static string After(TimeSpan? delay) => delay is { } wait ? $", again in {wait.TotalSeconds:0.#} s" : "";

    private string Said(string? said) => string.IsNullOrWhiteSpace(said) ? "" : $" The server says: {Safe(said.Trim())}";

    private string Safe(string text)
    {
        var safe = string.IsNullOrEmpty(Key) ? text : text.Replace(Key, "(the key)", StringComparison.Ordinal);
        return safe.Length <= MaxSaid ? safe : safe[..MaxSaid] + "...";
    }
}
