using Microsoft.Extensions.Options;
using Parley.Speech.Vendors;

namespace Parley.Speech.ElevenLabs;

/// <summary>Says everything that is wrong with the options at once, before the first call.</summary>
internal sealed class ElevenLabsOptionsValidator : IValidateOptions<ElevenLabsOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ElevenLabsOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new ElevenLabsRangesValidator().Validate(name, options));
        if (WebSocketAddress.Check(options.Server, "wss://api.elevenlabs.io") is { } wrong)
        {
            result.AddError(wrong, $"{ElevenLabsOptions.Section}:{nameof(options.Server)}");
        }

        return result.Build();
    }
}
