using System.ComponentModel.DataAnnotations;

namespace Parley.Speech.Phrases;

/// <summary>How much rendered speech is kept.</summary>
public sealed class PhraseCacheOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:Phrases";

    /// <summary>How much speech is kept in all; the phrase unused for the longest time goes first. A minute at 22.05 kHz takes 2.6 MB.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "24:00:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Longer texts, in characters, are rendered each time: they are hardly said twice.</summary>
    [Range(0, 100_000)]
    public int MaxPhraseLength { get; set; } = 300;
}
