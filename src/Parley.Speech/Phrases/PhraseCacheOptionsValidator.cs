using Microsoft.Extensions.Options;

namespace Parley.Speech.Phrases;

/// <summary>Refuses figures out of range.</summary>
[OptionsValidator]
internal sealed partial class PhraseCacheOptionsValidator : IValidateOptions<PhraseCacheOptions>;
