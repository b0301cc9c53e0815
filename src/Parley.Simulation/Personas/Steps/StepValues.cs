using Parley.Simulation.Yaml;

namespace Parley.Simulation.Personas.Steps;

/// <summary>Values that only steps have.</summary>
internal static class StepValues
{
    private const string Keypad = "0123456789*#ABCD";
    private const string KeysExpected = "keys of a telephone: 0-9, *, #, A-D";
    private const int MostKeys = 64;

    /// <summary>A text to be said.</summary>
    public static string Spoken(this YamlValue value) => value.Text("the text to say") ?? "";

    /// <summary>One or two frequencies.</summary>
    public static TonePair? Tone(this YamlValue value) => value.Read<TonePair>("a frequency such as 1000Hz, or two such as 480Hz+620Hz", TonePair.TryParse);

    /// <summary>A duration between two bounds.</summary>
    public static TimeSpan? DurationWithin(this YamlValue value, TimeSpan least, TimeSpan most)
    {
        var duration = value.Duration();
        if (duration < least || duration > most)
        {
            value.Wrong($"a duration from {DurationText.Of(least)} to {DurationText.Of(most)}");
        }

        return duration;
    }

    /// <summary>Keys to press.</summary>
    public static string? Keys(this YamlValue value)
    {
        var keys = value.Text(KeysExpected);
        if (keys is not null && !AreKeys(keys))
        {
            value.Wrong(KeysExpected);
        }

        return keys;
    }

    /// <summary>One key.</summary>
    public static char? Key(this YamlValue value)
    {
        const string expected = "one key of a telephone: 0-9, *, #, A-D";
        var key = value.Text(expected);
        if (key is not null && (key.Length != 1 || !AreKeys(key)))
        {
            value.Wrong(expected);
        }

        return key?[0];
    }

    /// <summary>Checks that a key of the file is one, or several, of a telephone.</summary>
    public static void CheckIsKeys(this YamlValue entry)
    {
        if (!AreKeys(entry.Key))
        {
            entry.KeyProblem($"'{entry.Key}' cannot be pressed; expected {KeysExpected}");
        }
    }

    private static bool AreKeys(string text) => text.Length is > 0 and <= MostKeys && text.All(Keypad.Contains);
}
