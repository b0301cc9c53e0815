using Microsoft.Extensions.Options;

namespace Parley.Speech.Espeak;

/// <summary>Refuses voices and figures that espeak-ng does not know.</summary>
[OptionsValidator]
internal sealed partial class EspeakOptionsValidator : IValidateOptions<EspeakOptions>;
