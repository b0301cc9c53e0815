using System.Net.WebSockets;
using Parley.Speech.Vendors;

namespace Parley.Speech.ElevenLabs;

/// <summary>What ElevenLabs' words for its refusals mean (elevenlabs.io/docs/eleven-api/resources/errors); they come as a message, or as the reason of a close.</summary>
internal static class ElevenLabsErrors
{
    /// <summary>Explains an error message.</summary>
    public static SpeechException Explain(Vendor vendor, string? word, string? sentence, int? code)
    {
        var said = $"{word} {sentence}".Trim();
        var label = word ?? (code is { } number ? $"close code {number}" : "error");
        return said switch
        {
            _ when Has(said, "quota", "credits", "payment_required") => vendor.QuotaExceeded(label, sentence),
            _ when Has(said, "api_key", "api key", "unauthorized", "missing_permissions", "authentication") => vendor.Unauthorized(label, sentence),
            _ when Has(said, "too_many", "rate_limit", "concurren", "system_busy") => vendor.RateLimited(label, sentence),
            _ when Has(said, "timeout", "Have not received a new text input") || code is (int)WebSocketCloseStatus.InternalServerError =>
                vendor.Unreachable($"gave up ({label}): {sentence}"),
            _ => vendor.Refused(label, sentence),
        };
    }

    private static bool Has(string said, params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (said.Contains(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
