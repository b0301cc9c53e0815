using System.Text.Json;
using Parley.Agents;
using Parley.Simulation.Yaml;
using Parley.Telephony.Outcomes;
using Parley.Testing.Expectations;

namespace Parley.Testing.Scenarios;

/// <summary>Reads the <c>expect</c> of a scenario file.</summary>
internal static class ExpectationReader
{
    private const string NoneWord = "none";

    /// <summary>The endings as files write them.</summary>
    public static IReadOnlyDictionary<string, CallEnding> Endings { get; } = WordsOf<CallEnding>();

    /// <summary>The stages as files write them.</summary>
    public static IReadOnlyDictionary<string, CallStage> Stages { get; } = WordsOf<CallStage>();

    /// <summary>Who may answer, as files write it.</summary>
    public static IReadOnlyDictionary<string, AnsweredBy> Answers { get; } = WordsOf<AnsweredBy>();

    /// <summary>Reads all that stands there; what is wrong goes to the map's problems.</summary>
    public static IReadOnlyList<Expectation> Read(YamlMap map)
    {
        Expectation?[] expectations =
        [
            Some(Words(map["outcome"], Endings), endings => new OutcomeIs(endings)),
            One(map["stage"].OneOf(Stages), stage => new StageIs(stage)),
            One(map["sip-status"].WholeNumber(100, 699), status => new SipStatusIs(status)),
            One(map["cause"].WholeNumber(1, 127), cause => new CauseIs(cause)),
            One(map["rang"].YesOrNo(), rang => new RangIs(rang)),
            One(map["retryable"].YesOrNo(), retryable => new RetryableIs(retryable)),
            One(map["hung-up-by"].OneOf(HungUpBy.Words), party => new HungUpBy(party)),
            One(Bounds(map["talk-time"]), bounds => new TalkTime(bounds)),
            Some(Words(map["answered-by"], Answers), answers => new AnsweredByIs(answers)),
            One(map["verdict-within"].Duration(), longest => new VerdictWithin(longest)),
            Some(Patterns(map["said"]), patterns => new AgentSaid(patterns)),
            Some(Patterns(map["not-said"]), patterns => new AgentNotSaid(patterns)),
            Beep(map["before-beep"], BeepSide.Before),
            Beep(map["after-beep"], BeepSide.After),
            One(Bounds(map["heard-by-far-end"]), bounds => new HeardByFarEnd(bounds)),
            Keys(map["keys-to-far-end"]) is { } toFarEnd ? new KeysToFarEnd(toFarEnd) : null,
            Keys(map["keys-to-agent"]) is { } toAgent ? new KeysToAgent(toAgent) : null,
            One(map["first-word-within"].Duration(), longest => new FirstWordWithin(longest)),
            One(map["response-within"].Duration(), longest => new ResponseWithin(longest)),
            One(map["barge-in-within"].Duration(), longest => new BargeInWithin(longest)),
            Some(Events(map["events"]), names => new EventsInOrder(names)),
            Some(Events(map["no-events"]), names => new EventsAbsent(names)),
            ErrorsOf(map["errors"]),
        ];
        map.End();
        return [.. expectations.OfType<Expectation>()];
    }

    private static Dictionary<string, T> WordsOf<T>()
        where T : struct, Enum => Enum.GetValues<T>().ToDictionary(value => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString()));

    private static Expectation? One<T>(T? value, Func<T, Expectation> create)
        where T : struct => value is { } given ? create(given) : null;

    private static Expectation? Some<T>(IReadOnlyList<T> values, Func<IReadOnlyList<T>, Expectation> create) => values.Count > 0 ? create(values) : null;

    private static IEnumerable<YamlValue> OneOrMore(YamlValue value) => value.IsList ? value.List() : value.Exists ? [value] : [];

    private static List<T> Words<T>(YamlValue value, IReadOnlyDictionary<string, T> words)
        where T : struct => [.. OneOrMore(value).Select(item => item.OneOf(words)).OfType<T>()];

    private static DurationBounds? Bounds(YamlValue value) => value.Read<DurationBounds>("bounds such as 3s.., ..10s or 3s..10s", DurationBounds.TryParse);

    private static List<TextPattern> Patterns(YamlValue value)
    {
        var patterns = new List<TextPattern>();
        foreach (var item in OneOrMore(value))
        {
            if (item.Text("words of the agent, or a /regular expression/") is not { } text)
            {
                continue;
            }

            if (TextPattern.TryParse(text, out var pattern, out var error))
            {
                patterns.Add(pattern!);
            }
            else
            {
                item.Problem($"'{value.Key}': {error}");
            }
        }

        return patterns;
    }

    private static AroundBeep? Beep(YamlValue value, BeepSide side)
    {
        if (!value.Exists)
        {
            return null;
        }

        if (!value.IsMap)
        {
            return value.OneOf(new Dictionary<string, bool> { ["silence"] = true }) is null
                ? null
                : new AroundBeep(side) { Heard = new(TimeSpan.Zero, TimeSpan.Zero) };
        }

        var map = value.Map()!;
        var beep = new AroundBeep(side) { Said = Patterns(map["said"]), NotSaid = Patterns(map["not-said"]), Heard = Bounds(map["heard"]) };
        map.End();
        if (beep is { Said.Count: 0, NotSaid.Count: 0, Heard: null })
        {
            value.Problem($"'{value.Key}' expects nothing; give it 'said', 'not-said' or 'heard'");
        }

        return beep;
    }

    private static string? Keys(YamlValue value)
    {
        var keys = value.Text("keys such as '12#', or none");
        if (keys is null or NoneWord)
        {
            return keys is null ? null : "";
        }

        if (keys.All(key => "0123456789*#ABCD".Contains(key, StringComparison.Ordinal)))
        {
            return keys;
        }

        value.Wrong("keys such as '12#', or none");
        return null;
    }

    private static List<string> Events(YamlValue value)
    {
        var known = EventNames.All.ToDictionary(name => name, _ => true);
        return [.. OneOrMore(value).Where(item => item.OneOf(known) is not null).Select(item => item.Text()!)];
    }

    private static Expectation? ErrorsOf(YamlValue value) =>
        value is { Exists: true, IsList: false } && value.Text() is NoneWord ? new NoErrors()
        : Patterns(value) is [var pattern, ..] ? new ErrorIs(pattern)
        : null;
}
