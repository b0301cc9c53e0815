using Microsoft.Extensions.Options;

namespace Parley.Speech.Failover;

/// <summary>Refuses figures out of range.</summary>
[OptionsValidator]
internal sealed partial class FailoverOptionsValidator : IValidateOptions<FailoverOptions>;
