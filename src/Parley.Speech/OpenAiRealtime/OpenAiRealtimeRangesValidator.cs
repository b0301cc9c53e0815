using Microsoft.Extensions.Options;

namespace Parley.Speech.OpenAiRealtime;

/// <summary>The rules that concern one property each.</summary>
[OptionsValidator]
internal sealed partial class OpenAiRealtimeRangesValidator : IValidateOptions<OpenAiRealtimeOptions>;
