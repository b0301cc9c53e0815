using Microsoft.Extensions.Options;
using Parley.Speech.Vendors;

namespace Parley.Speech.Cartesia;

/// <summary>Says everything that is wrong with the options at once, before the first call.</summary>
internal sealed class CartesiaOptionsValidator : IValidateOptions<CartesiaOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, CartesiaOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        result.AddResult(new CartesiaRangesValidator().Validate(name, options));
        if (WebSocketAddress.Check(options.Server, "wss://api.cartesia.ai") is { } wrong)
        {
            result.AddError(wrong, $"{CartesiaOptions.Section}:{nameof(options.Server)}");
        }

        return result.Build();
    }
}
