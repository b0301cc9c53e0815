using Parley.Simulation.Lines;
using Parley.Simulation.Personas.Steps;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;
using Parley.Sip.Messages;

namespace Parley.Simulation.Personas;

/// <summary>Makes a persona of the keys of a file.</summary>
internal static class PersonaReader
{
    private const double UsualNoiseDb = -45;
    private const double UsualEchoDb = -20;

    private static readonly TimeSpan LongestEcho = TimeSpan.FromSeconds(1);

    /// <summary>The noises, in the words of the files.</summary>
    public static readonly IReadOnlyDictionary<string, NoiseKind> Noises = new Dictionary<string, NoiseKind>
    {
        ["street"] = NoiseKind.Street,
        ["office"] = NoiseKind.Office,
    };

    /// <summary>What the caller can be told while it rings, in the words of the files.</summary>
    public static readonly IReadOnlyDictionary<string, int> RingSignals = new Dictionary<string, int>
    {
        ["180"] = 180,
        ["181"] = 181,
        ["182"] = 182,
        ["183"] = 183,
        ["none"] = 0,
    };

    private static readonly string[] OwnHeaders =
    [
        SipHeaderNames.Via, SipHeaderNames.From, SipHeaderNames.To, SipHeaderNames.CallId, SipHeaderNames.CSeq, SipHeaderNames.RecordRoute, "Content-Length",
    ];

    /// <summary>Reads a persona; what is wrong goes to the problems of the map.</summary>
    /// <param name="map">Its keys.</param>
    /// <param name="name">What to call it when it does not say.</param>
    /// <param name="folder">Where its files are; <see langword="null"/> when it can have none.</param>
    public static PersonaScript Read(YamlMap map, string name, string? folder)
    {
        var given = map["name"].Text();
        var (description, caller) = (map["description"].Text(), map["callerName"].Text());
        var (ignores, rings, early, refuse, steps) = (map["ignoresCalls"], map["rings"], map["early"], map["refuse"], map["steps"]);
        var (length, status) = ReadRings(rings);
        var script = new PersonaScript(given ?? name)
        {
            Description = description,
            Caller = caller,
            Clock = map["clock"].Number("ppm", -1000, 1000) ?? 0,
            Background = ReadBackground(map["background"], folder),
            Echo = ReadEcho(map["echo"]),
            IsDead = ignores.YesOrNo() ?? false,
            Rings = length,
            RingStatus = status,
            Early = new StepReader(folder) { IsEarly = true }.Steps(early),
            Refusal = ReadRefusal(refuse),
            HangsUpAfter = map["hangsUpAfter"].Durations(),
            Steps = new StepReader(folder).Steps(steps),
        };
        map.End();
        Check(map, script, ignores, refuse, steps);
        return script;
    }

    /// <summary>Reads <c>rings</c>: a duration, or <c>for</c> and <c>signal</c>.</summary>
    public static (DurationRange? Length, int Status) ReadRings(YamlValue value)
    {
        if (!value.IsMap)
        {
            return (value.Durations(forever: true), 180);
        }

        var map = value.Map()!;
        var rings = (map.Require("for").Durations(forever: true), map["signal"].OneOf(RingSignals) ?? 180);
        map.End();
        return rings;
    }

    /// <summary>Reads <c>background</c>: a noise or a file, or <c>noise</c> or <c>file</c> with <c>level</c>.</summary>
    public static ReadOnlyMemory<short> ReadBackground(YamlValue value, string? folder)
    {
        if (!value.IsMap)
        {
            return value.OneOf(Noises) is { } usual ? NoiseLoops.Get(usual, UsualNoiseDb) : default;
        }

        var map = value.Map()!;
        var (noise, file) = (map["noise"].OneOf(Noises), map["file"]);
        var level = map["level"].Number("dB", -90, 0) ?? UsualNoiseDb;
        var sound = file.Exists ? new StepReader(folder).Sound(file) : null;
        map.End();
        if (noise is null == !file.Exists)
        {
            value.Problem("'background' has either a 'noise' or a 'file'");
        }

        return sound is { Samples.IsEmpty: false }
            ? NoiseLoops.Scale([.. sound.Samples.ToArray().Select(sample => (double)sample)], level)
            : noise is { } kind ? NoiseLoops.Get(kind, level) : default;
    }

    /// <summary>Reads <c>echo</c>: <c>delay</c> and <c>level</c>.</summary>
    public static LineEcho? ReadEcho(YamlValue value)
    {
        if (!value.Exists || value.Map("a map with 'delay' and 'level'") is not { } map)
        {
            return null;
        }

        var (delay, level) = (map.Require("delay").Duration(), map["level"].Number("dB", -60, 0) ?? UsualEchoDb);
        if (delay > LongestEcho)
        {
            map["delay"].Problem("an echo comes back within 1s");
        }

        map.End();
        return new LineEcho(delay ?? TimeSpan.Zero, level);
    }

    /// <summary>Reads <c>refuse</c>: a status, or <c>status</c> and what comes with it.</summary>
    public static Refusal? ReadRefusal(YamlValue value)
    {
        if (!value.IsMap)
        {
            return value.WholeNumber(300, 699) is { } bare ? new Refusal(bare) : null;
        }

        var map = value.Map()!;
        var status = map.Require("status").WholeNumber(300, 699);
        var refusal = new Refusal(status ?? 480)
        {
            ReasonPhrase = ReadLine(map["reason"]),
            Cause = map["cause"].WholeNumber(1, 127),
            Headers = ReadHeaders(map["headers"]),
        };
        map.End();
        return refusal;
    }

    private static List<SipHeader> ReadHeaders(YamlValue value)
    {
        var headers = new List<SipHeader>();
        var entries = value.Map("names of headers, each with its value")?.Entries ?? [];
        foreach (var entry in entries)
        {
            if (OwnHeaders.Contains(entry.Key, StringComparer.OrdinalIgnoreCase))
            {
                entry.KeyProblem($"'{entry.Key}' is not yours to set: every response has its own");
            }
            else if (!entry.Key.All(c => char.IsAsciiLetterOrDigit(c) || "-.!%*_+`'~".Contains(c)))
            {
                entry.KeyProblem($"'{entry.Key}' is no name of a header");
            }

            var values = entry.IsList ? entry.List() : [entry];
            headers.AddRange(values.Select(ReadLine).OfType<string>().Select(text => new SipHeader(entry.Key, text)));
        }

        return headers;
    }

    private static string? ReadLine(YamlValue value)
    {
        const string expected = "a text of one line";
        var text = value.Text(expected);
        if (text?.Any(char.IsControl) is true)
        {
            value.Wrong(expected);
        }

        return text;
    }

    private static void Check(YamlMap map, PersonaScript script, YamlValue ignores, YamlValue refuse, YamlValue steps)
    {
        var neverAnswers = script.Rings is { IsForever: true };
        var ways = new (bool IsTaken, YamlValue Value)[] { (script.IsDead, ignores), (neverAnswers, map["rings"]), (refuse.Exists, refuse), (steps.Exists, steps) };
        var taken = ways.Where(way => way.IsTaken).ToList();
        if (taken.Count == 0)
        {
            map.Problems.Add(map.Place, "nothing says what becomes of the call: 'steps' when it is answered, 'refuse', 'rings: forever' or 'ignoresCalls: yes' when it is not");
        }
        else if (taken.Count > 1)
        {
            taken[^1].Value.KeyProblem($"'{taken[^1].Value.Key}' is never reached: '{taken[0].Value.Key}' ends the call before");
        }
    }
}
