using Microsoft.Extensions.Options;
using Parley.Speech.Vendors;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>Says everything that is wrong with the options at once, before the first call.</summary>
internal sealed class OpenAiRealtimeOptionsValidator : IValidateOptions<OpenAiRealtimeOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, OpenAiRealtimeOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new OpenAiRealtimeRangesValidator().Validate(name, options));
        if (WebSocketAddress.Check(options.Url, "wss://api.openai.com/v1/realtime") is { } wrong)
        {
            result.AddError(wrong, $"{OpenAiRealtimeOptions.Section}:{nameof(options.Url)}");
        }

        return result.Build();
    }
}
