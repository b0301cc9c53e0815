using Microsoft.Extensions.Options;

namespace Parley.Speech.OpenAi;

/// <summary>The rules that concern one property each.</summary>
[OptionsValidator]
internal sealed partial class OpenAiCompatibleRangesValidator : IValidateOptions<OpenAiCompatibleOptions>;
