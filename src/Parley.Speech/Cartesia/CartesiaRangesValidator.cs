using Microsoft.Extensions.Options;

namespace Parley.Speech.Cartesia;

/// <summary>The rules that concern one property each.</summary>
[OptionsValidator]
internal sealed partial class CartesiaRangesValidator : IValidateOptions<CartesiaOptions>;
