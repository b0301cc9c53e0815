namespace Parley.Server.Dialing.Numbering;

/// <summary>What kind of number it is, as far as it matters to whoever pays for the call.</summary>
internal enum NumberClass
{
    Ordinary,
    PremiumRate,
    SharedCost,

    /// <summary>Short numbers, services, satellites, pagers, personal numbers.</summary>
    Special,
    Emergency,
}
