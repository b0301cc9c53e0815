using Microsoft.Extensions.Options;

namespace Parley.Speech.Deepgram;

/// <summary>The rules that concern one property each.</summary>
[OptionsValidator]
internal sealed partial class DeepgramRangesValidator : IValidateOptions<DeepgramOptions>;
