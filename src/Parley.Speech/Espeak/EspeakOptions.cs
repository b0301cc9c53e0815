using System.ComponentModel.DataAnnotations;

namespace Parley.Speech.Espeak;

/// <summary>How the local espeak-ng voice sounds, and how much of the machine it may take.</summary>
public sealed class EspeakOptions
{
    /// <summary>The section of the configuration that these options are bound to.</summary>
    public const string Section = "Parley:Speech:Espeak";

    /// <summary>The program: a name that is looked up on the PATH, or a full path.</summary>
    [Required]
    public string Program { get; set; } = "espeak-ng";

    /// <summary>The voice, as <c>espeak-ng --voices</c> names it, with an optional variant: <c>en-us</c>, <c>en-gb+f3</c>.</summary>
    [Required, RegularExpression("[A-Za-z0-9][A-Za-z0-9_+.-]*", ErrorMessage = "A voice is a name such as en-us or en-gb+f3.")]
    public string Voice { get; set; } = "en-us";

    /// <summary>Speed in words per minute.</summary>
    [Range(80, 450)]
    public int WordsPerMinute { get; set; } = 185;

    /// <summary>Pitch, from 0 (low) to 99 (high).</summary>
    [Range(0, 99)]
    public int Pitch { get; set; } = 50;

    /// <summary>Loudness, from 0 to 200.</summary>
    [Range(0, 200)]
    public int Amplitude { get; set; } = 100;

    /// <summary>How many processes run at the same time; further texts wait their turn. One process renders some 300 seconds of speech in a second.</summary>
    [Range(1, 256)]
    public int MaxProcesses { get; set; } = 4;

    /// <summary>The longest text that is taken, in characters.</summary>
    [Range(1, 100_000)]
    public int MaxTextLength { get; set; } = 5_000;

    /// <summary>How long a process may take in all before it is ended.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);
}
