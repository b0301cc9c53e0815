using Microsoft.Extensions.Options;

namespace Parley.Speech.AzureOpenAi;

/// <summary>The rules that concern one property each.</summary>
[OptionsValidator]
internal sealed partial class AzureOpenAiRangesValidator : IValidateOptions<AzureOpenAiOptions>;
