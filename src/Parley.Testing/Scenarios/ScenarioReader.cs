using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Simulation.Personas;
using Parley.Simulation.Yaml;
using Parley.Testing.Expectations;

namespace Parley.Testing.Scenarios;

/// <summary>Finds a persona by what a scenario calls it: a shipped name, or the path of a file beside the scenario.</summary>
/// <returns>The persona, or <see langword="null"/>; then the error says why there is none.</returns>
internal delegate Persona? FindPersona(string reference, string folder, out string? error);

/// <summary>Reads scenario files.</summary>
/// <param name="findPersona">Who is who.</param>
internal sealed class ScenarioReader(FindPersona findPersona)
{
    private static readonly Dictionary<string, ScenarioDirection> Directions = new() { ["out"] = ScenarioDirection.Out, ["in"] = ScenarioDirection.In };

    /// <summary>Reads a scenario.</summary>
    /// <param name="text">The YAML.</param>
    /// <param name="file">The name of its file, for errors; personas are looked for beside it.</param>
    /// <exception cref="YamlFileException">It says what nobody understands.</exception>
    public Scenario Read(string text, string file)
    {
        var problems = new YamlProblems(file);
        var scenario = YamlMap.Read(text, problems) is { } root ? ReadRoot(root, Path.GetDirectoryName(file) ?? "") : null;
        problems.ThrowIfAny();
        return scenario!;
    }

    private Scenario ReadRoot(YamlMap root, string folder)
    {
        var name = root.Require("name").Text();
        var description = root["description"].Text();
        var seed = root["seed"].WholeNumber();
        var common = ReadCommon(root, new ScenarioCall(""));
        var calls = ReadCalls(root.Require("calls"), common, folder);
        root.End();
        return new(name ?? "", calls) { Description = description, Seed = seed ?? 1 };
    }

    private List<ScenarioCall> ReadCalls(YamlValue value, ScenarioCall common, string folder)
    {
        var calls = new List<ScenarioCall>();
        foreach (var item in value.List("a list of calls"))
        {
            if (item.Map("a call with keys, such as 'persona: quick-person'") is { } map)
            {
                calls.Add(ReadCall(map, common, folder, calls));
            }
        }

        if (value is { Exists: true, IsList: true } && calls.Count == 0)
        {
            value.Problem("'calls' is empty; expected at least one call");
        }

        return calls;
    }

    private ScenarioCall ReadCall(YamlMap map, ScenarioCall common, string folder, List<ScenarioCall> before)
    {
        var name = map["name"];
        var persona = map["persona"];
        var call = ReadCommon(map, common);
        var reference = persona.Text("a persona's name, or the path of its file");
        var number = map["number"].Text("a phone number such as +15551230001");
        var sipUri = map["sip-uri"].Text("an address such as sip:alice@example.com");
        map.End();
        if (number is not null && sipUri is not null)
        {
            map.Problems.Add(map.Place, "'number' and 'sip-uri' exclude each other");
        }

        if (reference is null && number is null && sipUri is null && !persona.Exists)
        {
            map.Problems.Add(map.Place, "'persona' is missing; without one the call needs 'number' or 'sip-uri', and a trunk");
        }

        var title = Unique(name.Text() ?? Title(reference) ?? number ?? sipUri ?? "call", before);
        return call with
        {
            Name = title,
            Persona = reference is null ? null : Find(persona, reference, folder),
            Dialout = call.Dialout with { PhoneNumber = number, SipUri = sipUri },
            Expectations = call.Expectations.Any(e => e.Key == "errors") ? call.Expectations : [.. call.Expectations, new NoErrors()],
        };
    }

    /// <summary>What a file may say for all its calls, and each call for itself.</summary>
    private static ScenarioCall ReadCommon(YamlMap map, ScenarioCall common)
    {
        var body = map["body"];
        var expect = map["expect"].Map("expectations, such as 'outcome: completed'");
        var expectations = expect is null ? [] : ExpectationReader.Read(expect);
        return common with
        {
            Agent = map["agent"].Text("an agent's name") ?? common.Agent,
            Direction = map["direction"].OneOf(Directions) ?? common.Direction,
            Limit = map["limit"].Duration() ?? common.Limit,
            Dialout = ReadDialout(map["dialout"], common.Dialout),
            Body = body.Map() is null ? common.Body : Merge(common.Body, (JsonObject)body.ToJson()!),
            Expectations = [.. common.Expectations.Where(general => expectations.All(own => own.Key != general.Key)), .. expectations],
        };
    }

    private static DialoutRequest ReadDialout(YamlValue value, DialoutRequest common)
    {
        if (value.Map() is not { } map)
        {
            return common;
        }

        var codecs = map["codecs"];
        var dialout = common with
        {
            CallerId = map["caller-id"].Text("the id of an owned number") ?? common.CallerId,
            DisplayName = map["display-name"].Text() ?? common.DisplayName,
            UserId = map["user-id"].Text() ?? common.UserId,
            Extension = map["extension"].Text("keys such as '123#'") ?? common.Extension,
            WaitBeforeExtension = map["wait-before-extension"].Duration() ?? common.WaitBeforeExtension,
            RingTimeout = map["ring-timeout"].Duration() ?? common.RingTimeout,
            Provider = map["provider"].Text("a trunk's name") ?? common.Provider,
            Codecs = codecs.Exists ? new([.. codecs.List("a list of codecs, such as [PCMA, PCMU]").Select(codec => codec.Text()).OfType<string>()]) : common.Codecs,
        };
        map.End();
        return dialout;
    }

    private static JsonObject Merge(JsonObject? common, JsonObject own)
    {
        var merged = common is null ? [] : (JsonObject)common.DeepClone();
        foreach (var (key, value) in own)
        {
            merged[key] = value?.DeepClone();
        }

        return merged;
    }

    private static string? Title(string? reference) => reference is null ? null : Path.GetFileNameWithoutExtension(reference);

    private static string Unique(string name, List<ScenarioCall> before)
    {
        var (unique, number) = (name, 1);
        while (before.Exists(call => call.Name == unique))
        {
            unique = $"{name}-{++number}";
        }

        return unique;
    }

    private Persona? Find(YamlValue value, string reference, string folder)
    {
        var persona = findPersona(reference, folder, out var error);
        if (persona is null)
        {
            value.Problem($"'persona' is '{reference}'; {error}");
        }

        return persona;
    }
}
