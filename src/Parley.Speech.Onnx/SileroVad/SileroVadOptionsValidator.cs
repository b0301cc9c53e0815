using Microsoft.Extensions.Options;

namespace Parley.Speech.Onnx.SileroVad;

/// <summary>Refuses figures out of range.</summary>
[OptionsValidator]
internal sealed partial class SileroVadOptionsValidator : IValidateOptions<SileroVadOptions>;
