using Microsoft.Extensions.Options;

namespace Parley.Speech.Ollama;

/// <summary>Refuses what is missing or out of range.</summary>
[OptionsValidator]
internal sealed partial class OllamaOptionsValidator : IValidateOptions<OllamaOptions>;
