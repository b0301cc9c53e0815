using Microsoft.Extensions.Options;

namespace Parley.Speech.ElevenLabs;

/// <summary>The rules that concern one property each.</summary>
[OptionsValidator]
internal sealed partial class ElevenLabsRangesValidator : IValidateOptions<ElevenLabsOptions>;
