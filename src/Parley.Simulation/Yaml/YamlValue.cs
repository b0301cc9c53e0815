using System.Globalization;
using System.Text.RegularExpressions;

namespace Parley.Simulation.Yaml;

/// <summary>
/// A value of a YAML file, or the place where one could be. Every reading gives <see langword="null"/> (an empty list) when it is not there, or is wrong; in the
/// latter case it also notes a problem.
/// </summary>
public sealed partial class YamlValue
{
    private readonly YamlNode? _node;
    private readonly YamlProblems _problems;

    internal YamlValue(string key, YamlPlace keyPlace, YamlNode? node, YamlProblems problems) =>
        (Key, KeyPlace, _node, _problems) = (key, keyPlace, node, problems);

    /// <summary>The key it belongs to; for an item of a list the key of the list.</summary>
    public string Key { get; }

    /// <summary>Where the key is.</summary>
    public YamlPlace KeyPlace { get; }

    /// <summary>Where the value is; without one, where it should be.</summary>
    public YamlPlace Place => _node?.Place ?? KeyPlace;

    /// <summary>Whether it is there at all, though it may be empty.</summary>
    public bool Exists => _node is not null;

    /// <summary>Whether nothing stands behind the key.</summary>
    public bool IsEmpty => _node is YamlScalar { IsEmpty: true };

    /// <summary>Whether it is a map.</summary>
    public bool IsMap => _node is YamlMapping;

    /// <summary>Whether it is a list.</summary>
    public bool IsList => _node is YamlSequence;

    /// <summary>Notes that it is wrong.</summary>
    /// <param name="expected">What would be right: <c>a duration such as 500ms, 2s or 1m</c>.</param>
    public void Wrong(string expected) => _problems.Add(Place, _node switch
    {
        YamlScalar { IsEmpty: false, Text: var text } => $"'{Key}' is '{text}'; expected {expected}",
        YamlScalar => $"'{Key}' has no value; expected {expected}",
        YamlSequence => $"'{Key}' is a list; expected {expected}",
        YamlMapping => $"'{Key}' has keys; expected {expected}",
        _ => $"'{Key}' is missing; expected {expected}",
    });

    /// <summary>Notes a problem with it in words of your own.</summary>
    public void Problem(string message) => _problems.Add(Place, message);

    /// <summary>Notes a problem with its key in words of your own.</summary>
    public void KeyProblem(string message) => _problems.Add(KeyPlace, message);

    /// <summary>The same value, but not there when nothing stands behind the key: for keys that may stand alone.</summary>
    public YamlValue OrNothing() => IsEmpty ? new(Key, KeyPlace, null, _problems) : this;

    /// <summary>A word that stands alone, as a map with that key and nothing behind it: <c>- beep</c> is <c>- beep:</c>.</summary>
    public YamlMap? AsKey(string expected) => Text(expected) is { } word
        ? new YamlMap(new YamlMapping(Place, [new(word, Place, new YamlScalar(Place, "", IsQuoted: false))]), _problems)
        : null;

    /// <summary>A text that is not empty.</summary>
    public string? Text(string expected = "a text") => Scalar(expected, static (string text, out string value) =>
    {
        value = text;
        return text.Length > 0;
    });

    /// <summary>A duration: <c>500ms</c>, <c>2s</c>, <c>1m30s</c>.</summary>
    public TimeSpan? Duration() => Read<TimeSpan>("a duration such as 500ms, 2s or 1m", DurationText.TryParse);

    /// <summary>A duration or a range of them: <c>2s</c>, <c>1s..3s</c>.</summary>
    /// <param name="forever">Whether <c>forever</c> may stand there too.</param>
    public DurationRange? Durations(bool forever = false) => Read(
        forever ? "a duration such as 500ms, 2s or 1m, a range such as 1s..3s, or 'forever'" : "a duration such as 500ms, 2s or 1m, or a range such as 1s..3s",
        (string text, out DurationRange range) => DurationText.TryParseRange(text, out range) && (forever || !range.IsForever));

    /// <summary>A whole number.</summary>
    public int? WholeNumber(int least = 0, int most = int.MaxValue) => Read(
        most == int.MaxValue ? $"a whole number from {least} on" : $"a whole number from {least} to {most}",
        (string text, out int number) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= least && number <= most);

    /// <summary>A number with its unit: <c>-40dB</c>, <c>1000Hz</c>, <c>+150ppm</c>; the unit may stand apart, and be empty.</summary>
    public double? Number(string unit, double least, double most) => Read(
        string.Create(CultureInfo.InvariantCulture, $"a number from {least}{unit} to {most}{unit}"),
        (string text, out double number) => TryParseNumber(text, unit, out number) && number >= least && number <= most);

    /// <summary>Yes or no: <c>true</c>, <c>false</c>, <c>yes</c>, <c>no</c>.</summary>
    public bool? YesOrNo() => Read("yes or no", static (string text, out bool value) =>
    {
        value = text is "true" or "yes";
        return value || text is "false" or "no";
    });

    /// <summary>One of some words.</summary>
    public T? OneOf<T>(IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        ArgumentNullException.ThrowIfNull(words);
        if (Text(Alternatives(words.Keys)) is not { } word)
        {
            return null;
        }

        if (words.TryGetValue(word, out var value))
        {
            return value;
        }

        Problem($"'{Key}' is '{word}'; {(NearestWord.To(word, words.Keys) is { } meant ? $"did you mean '{meant}'?" : $"expected {Alternatives(words.Keys)}")}");
        return null;
    }

    /// <summary>Another kind of word, read by a function.</summary>
    public T? Read<T>(string expected, TryRead<T> tryRead)
        where T : struct
    {
        var isRead = false;
        var value = Scalar(expected, (string text, out T read) => isRead = tryRead(text, out read));
        return isRead ? value : null;
    }

    /// <summary>The keys below it.</summary>
    public YamlMap? Map(string expected = "keys with values")
    {
        if (_node is YamlMapping mapping)
        {
            return new YamlMap(mapping, _problems);
        }

        WrongIfThere(expected);
        return null;
    }

    /// <summary>The values of a list.</summary>
    public IReadOnlyList<YamlValue> List(string expected = "a list")
    {
        if (_node is YamlSequence sequence)
        {
            return [.. sequence.Items.Select(item => new YamlValue(Key, item.Place, item, _problems))];
        }

        WrongIfThere(expected);
        return [];
    }

    private static string Alternatives(IEnumerable<string> words) => string.Join(", ", words) is var all && all.LastIndexOf(", ", StringComparison.Ordinal) is > 0 and var last
        ? $"{all[..last]} or {all[(last + 2)..]}"
        : all;

    private static bool TryParseNumber(string text, string unit, out double number)
    {
        number = 0;
        var match = NumberAndUnit().Match(text);
        return match.Success && match.Groups[2].Value.Equals(unit, StringComparison.OrdinalIgnoreCase)
            && double.TryParse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture, out number);
    }

    private T? Scalar<T>(string expected, TryRead<T> tryRead)
    {
        if (_node is YamlScalar { IsEmpty: false, Text: var text } && tryRead(text, out var value))
        {
            return value;
        }

        WrongIfThere(expected);
        return default;
    }

    private void WrongIfThere(string expected)
    {
        if (Exists)
        {
            Wrong(expected);
        }
    }

    [GeneratedRegex(@"^([+-]?\d{1,9}(?:\.\d{1,9})?)\s?([a-zA-Z%]*)$")]
    private static partial Regex NumberAndUnit();
}

/// <summary>Reads a word.</summary>
/// <returns>Whether it could be read.</returns>
public delegate bool TryRead<T>(string text, out T value);
