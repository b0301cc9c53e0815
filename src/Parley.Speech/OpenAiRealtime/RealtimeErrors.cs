using System.Net.WebSockets;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>What errors and close codes mean (developers.openai.com/api/docs/guides/error-codes). A wrong key is let in, told in an event, and hung up on with close code 3000.</summary>
internal static class RealtimeErrors
{
    /// <summary>An error of the protocol.</summary>
    public static SpeechException Explain(Vendor vendor, RealtimeError error) =>
        Known(vendor, error.Code ?? error.Type ?? "error", error.Message) ?? vendor.Refused(error.Code ?? error.Type ?? "error", error.Message);

    /// <summary>The vendor hung up. The reason is type and code of an error, if it was one.</summary>
    public static SpeechException Closed(Vendor vendor, WebSocketCloseStatus code, string? reason) =>
        Known(vendor, reason ?? "", $"close code {(int)code}") ?? (int)code switch
        {
            >= 4000 and < 5000 => vendor.Refused($"close code {(int)code}", reason),
            _ => vendor.Unreachable($"ended the session (close code {(int)code}): {reason ?? "it did not say why"}"),
        };

    private static SpeechException? Known(Vendor vendor, string code, string? said) => code.Split('.')[^1] switch
    {
        "invalid_api_key" or "invalid_organization" or "account_deactivated" => vendor.Unauthorized(code, said),
        "insufficient_quota" or "billing_hard_limit_reached" => vendor.QuotaExceeded(code, said),
        "rate_limit_exceeded" => vendor.RateLimited(code, said),
        "server_error" or "internal_error" or "session_expired" => vendor.Unreachable($"failed ({code}): {said}"),
        _ => null,
    };
}
