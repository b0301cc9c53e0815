using Microsoft.Extensions.Options;
using Parley.Speech.Vendors;

namespace Parley.Speech.Deepgram;

/// <summary>Says everything that is wrong with the options at once, before the first call.</summary>
internal sealed class DeepgramOptionsValidator : IValidateOptions<DeepgramOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, DeepgramOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new DeepgramRangesValidator().Validate(name, options));
        if (WebSocketAddress.Check(options.Server, "wss://api.deepgram.com") is { } wrong)
        {
            result.AddError(wrong, $"{DeepgramOptions.Section}:{nameof(options.Server)}");
        }

        return result.Build();
    }
}
