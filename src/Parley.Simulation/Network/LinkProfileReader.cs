using System.Globalization;
using System.Text.RegularExpressions;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Network;

/// <summary>Reads what the way to a callee is like from YAML: a name of <see cref="LinkProfiles"/>, or keys as docs/guides/impairments.md lists them.</summary>
public static partial class LinkProfileReader
{
    private const string None = "none";
    private const double MostPercent = 100;

    private static readonly Dictionary<string, JitterShape> Shapes = new()
    {
        ["uniform"] = JitterShape.Uniform,
        ["normal"] = JitterShape.Normal,
        ["exponential"] = JitterShape.Exponential,
    };

    private static readonly Dictionary<string, int> ProfileNames = LinkProfiles.Names.Index().ToDictionary(name => name.Item, name => name.Index);

    /// <summary>Reads a plan.</summary>
    /// <param name="value">What stands behind a key such as <c>network</c>.</param>
    /// <returns>The plan; <see langword="null"/> when there is none, or what stands there is wrong: problems say why.</returns>
    public static LinkPlan? Read(YamlValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (!value.Exists)
        {
            return null;
        }

        if (!value.IsMap)
        {
            return ReadName(value) is { } named ? new(LinkSchedule.Always(named.To), LinkSchedule.Always(named.From)) : null;
        }

        var map = value.Map()!;
        var way = ReadChange(map, new(new(), new()));
        List<(TimeSpan At, TwoWays Way)> steps = [(TimeSpan.Zero, way)];
        var rebinds = new List<TimeSpan>();
        foreach (var item in map["then"].List("a list of changes, each with 'at: ...'"))
        {
            if (item.Map("a change with 'at: ...'") is { } change)
            {
                ReadStep(change, steps, rebinds);
            }
        }

        map.End();
        var (to, from) = (Steps(steps, ways => ways.To), Steps(steps, ways => ways.From));
        return LinkSchedule.FindError(to) is null && LinkSchedule.FindError(from) is null ? new(new(to), new(from)) { Rebinds = rebinds } : null;
    }

    private static LinkStep[] Steps(List<(TimeSpan At, TwoWays Way)> steps, Func<TwoWays, LinkProfile> direction) =>
        [.. steps.Select(step => new LinkStep(step.At, direction(step.Way)))];

    private static void ReadStep(YamlMap change, List<(TimeSpan At, TwoWays Way)> steps, List<TimeSpan> rebinds)
    {
        var value = change.Require("at");
        var at = value.Duration() ?? TimeSpan.Zero;
        if (at > TimeSpan.Zero && at <= steps[^1].At)
        {
            value.Problem($"'at' is {DurationText.Of(at)}; the changes have to stand in order, and the one before is at {DurationText.Of(steps[^1].At)}");
        }
        else if (at == TimeSpan.Zero && value.Exists)
        {
            value.Wrong("a duration such as 500ms, 10s or 1m, more than 0");
        }

        if (change["rebind"].YesOrNo() is true)
        {
            rebinds.Add(at);
        }

        steps.Add((at, ReadChange(change, steps[^1].Way)));
        change.End();
    }

    /// <summary>What a way becomes: a named profile is a fresh start, everything else stays unless it is named.</summary>
    private static TwoWays ReadChange(YamlMap map, TwoWays way)
    {
        way = ReadName(map["profile"]) ?? way;
        var to = Apply(map, way.To);
        var from = Apply(map, way.From);
        return new(ReadOneWay(map["to-callee"], to, ways => ways.To), ReadOneWay(map["from-callee"], from, ways => ways.From));
    }

    private static LinkProfile ReadOneWay(YamlValue value, LinkProfile profile, Func<TwoWays, LinkProfile> direction)
    {
        if (!value.Exists)
        {
            return profile;
        }

        if (!value.IsMap)
        {
            return ReadName(value) is { } named ? direction(named) : profile;
        }

        var map = value.Map()!;
        profile = ReadName(map["profile"]) is { } fresh ? direction(fresh) : profile;
        profile = Apply(map, profile);
        map.End();
        return profile;
    }

    private static TwoWays? ReadName(YamlValue value)
    {
        if (!value.Exists || value.OneOf(ProfileNames) is not { } index)
        {
            return null;
        }

        LinkProfiles.TryGet(LinkProfiles.Names[index], out var to, out var from);
        return new(to, from);
    }

    private static LinkProfile Apply(YamlMap map, LinkProfile before)
    {
        var profile = before with
        {
            Delay = map["delay"].Duration() ?? before.Delay,
            Jitter = map["jitter"].Duration() ?? before.Jitter,
            JitterShape = map["jitter-shape"].OneOf(Shapes) ?? before.JitterShape,
            Loss = Share(map["loss"]) ?? before.Loss,
            Bursts = IsNone(map["bursts"]) ? null : ReadBursts(map["bursts"]) ?? before.Bursts,
            Reordering = IsNone(map["reorder"]) ? null : ReadReordering(map["reorder"]) ?? before.Reordering,
            Duplicates = Share(map["duplicates"]) ?? before.Duplicates,
            Bandwidth = IsNone(map["bandwidth"]) ? null : ReadBandwidth(map["bandwidth"]) ?? before.Bandwidth,
            Queue = map["queue"].Duration() ?? before.Queue,
            IsDown = map["down"].YesOrNo() ?? before.IsDown,
        };
        if (profile.FindError() is not { } error)
        {
            return profile;
        }

        map.Problems.Add(map.Place, error);
        return before;
    }

    private static BurstLoss? ReadBursts(YamlValue value)
    {
        if (value.Map("'share: ...' and 'length: ...', or 'none'") is not { } map)
        {
            return null;
        }

        var (share, length) = (Share(map.Require("share"), most: 99), map.Require("length").Number("", 1, BurstLoss.LongestMean));
        map.End();
        return share is { } part && length is { } mean ? new(part, mean) : null;
    }

    private static Reordering? ReadReordering(YamlValue value)
    {
        if (value.Map("'share: ...' and 'depth: ...', or 'none'") is not { } map)
        {
            return null;
        }

        var (share, depth) = (Share(map.Require("share")), map.Require("depth").WholeNumber(1, Reordering.MostDepth));
        map.End();
        return share is { } part && depth is { } packets ? new(part, packets) : null;
    }

    private static double? Share(YamlValue value, double most = MostPercent) => value.Number("%", 0, most) / MostPercent;

    private static long? ReadBandwidth(YamlValue value) => value.Read<long>("bits per second such as 64kbit or 1.5Mbit, or 'none'", TryParseBandwidth);

    // Asked first, so that it is no error; what is neither 'none' nor right is told by whoever reads on.
    private static bool IsNone(YamlValue value) => value is { Exists: true, IsMap: false, IsList: false, IsEmpty: false } && value.Text() == None;

    private static bool TryParseBandwidth(string text, out long bits)
    {
        var match = Bandwidth().Match(text);
        var unit = match.Groups[2].Value switch
        {
            "k" => 1_000,
            "M" => 1_000_000,
            _ => 1,
        };
        bits = match.Success ? (long)(double.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) * unit) : 0;
        return bits > 0;
    }

    [GeneratedRegex(@"^(\d{1,9}(?:\.\d{1,9})?)\s?(k|M|)bit$")]
    private static partial Regex Bandwidth();

    private sealed record TwoWays(LinkProfile To, LinkProfile From);
}
