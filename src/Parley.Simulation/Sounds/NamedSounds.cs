using Parley.Audio.Tones;
using Parley.Simulation.Scripts;

namespace Parley.Simulation.Sounds;

/// <summary>The sounds that networks and machines make, by the names that personas know them by. Each is rendered when it is first wanted.</summary>
internal static class NamedSounds
{
    /// <summary>The beep before a recording.</summary>
    public const string Beep = "beep";

    /// <summary>What is heard on hold.</summary>
    public const string HoldMusic = "hold music";

    private static readonly Dictionary<string, Lazy<Sound>> All = new(StringComparer.Ordinal)
    {
        [Beep] = Tone(Beep, TonePatterns.RecordBeep),
        ["ringback"] = Tone("ringback", TonePatterns.RingbackUs),
        ["ringback eu"] = Tone("ringback eu", TonePatterns.RingbackEu),
        ["ringback uk"] = Tone("ringback uk", TonePatterns.RingbackUk),
        ["busy"] = Tone("busy", TonePatterns.BusyUs),
        ["busy eu"] = Tone("busy eu", TonePatterns.BusyEu),
        ["reorder"] = Tone("reorder", TonePatterns.ReorderUs),
        ["reorder eu"] = Tone("reorder eu", TonePatterns.ReorderEu),
        ["special information tones"] = Tone("special information tones", TonePatterns.SpecialInformation),
        ["fax answer"] = Tone("fax answer", TonePatterns.FaxAnswer),
        ["fax calling"] = Tone("fax calling", TonePatterns.FaxCalling),
        ["fax modem"] = new(() => new("fax modem", FaxModem.Render(), Repeats: true)),
        [HoldMusic] = new(() => new(HoldMusic, Sounds.HoldMusic.Render(), Repeats: true)),
    };

    /// <summary>The names.</summary>
    public static IReadOnlyCollection<string> Names => All.Keys;

    /// <summary>Gives the sound of that name.</summary>
    public static Sound? Find(string name) => All.GetValueOrDefault(name)?.Value;

    /// <summary>Renders one round of a pattern.</summary>
    public static Sound Render(string name, TonePattern pattern) =>
        new(name, ToneGenerator.Render(pattern with { Repeats = false }, LineBook.SampleRate), pattern.Repeats);

    private static Lazy<Sound> Tone(string name, TonePattern pattern) => new(() => Render(name, pattern));
}
