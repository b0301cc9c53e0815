using System.Text.Json.Nodes;
using Parley.Agents;
using Parley.Simulation.Network;
using Parley.Simulation.Personas;
using Parley.Simulation.Yaml;
using Parley.Telephony;
using Parley.Testing.Expectations;

namespace Parley.Testing.Scenarios;

/// <summary>Reads scenarios.</summary>
/// <param name="folder">Where the persona files are that they name.</param>
/// <param name="agents">The agents that there are; <see langword="null"/> when that is not known.</param>
internal sealed class ScenarioReader(string folder, IReadOnlyCollection<string>? agents)
{
    private const string OutboundAgent = "outbound";
    private const string InboundAgent = "inbound";

    private static readonly Dictionary<string, CallDirection> Directions = new() { ["out"] = CallDirection.Outgoing, ["in"] = CallDirection.Incoming };

    /// <summary>Reads a scenario; what is wrong with it goes to the problems of its map.</summary>
    public Scenario Read(YamlMap root)
    {
        var name = root.Require("name").Text();
        var description = root["description"].Text();
        var seed = root["seed"].WholeNumber();
        var common = ReadCommon(root, new ScenarioCall("") { Agent = "" });
        var calls = ReadCalls(root.Require("calls"), common);
        root.End();
        return new(name ?? "", calls) { Description = description, Seed = seed ?? 1 };
    }

    private List<ScenarioCall> ReadCalls(YamlValue value, ScenarioCall common)
    {
        var calls = new List<ScenarioCall>();
        foreach (var item in value.List("a list of calls"))
        {
            if (item.Map("a call with keys, such as 'persona: quick-person'") is { } map)
            {
                calls.Add(ReadCall(map, common, calls));
            }
        }

        if (value is { Exists: true, IsList: true } && calls.Count == 0)
        {
            value.Problem("'calls' is empty; expected at least one call");
        }

        return calls;
    }

    private ScenarioCall ReadCall(YamlMap map, ScenarioCall common, List<ScenarioCall> before)
    {
        var name = map["name"];
        var persona = map["persona"];
        var call = ReadCommon(map, common);
        var reference = persona.IsMap ? null : persona.Text("a persona's name, the path of its file, or its keys");
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
            Agent = call.Agent.Length > 0 ? call.Agent : call.Direction is CallDirection.Incoming ? InboundAgent : OutboundAgent,
            Persona = persona.IsMap ? PersonaFile.Read(persona.Map()!, title, folder) : reference is null ? null : Find(persona, reference),
            Dialout = call.Dialout with { PhoneNumber = number, SipUri = sipUri },
            Expectations = call.Expectations.Any(e => e.Key == "errors") ? call.Expectations : [.. call.Expectations, new NoErrors()],
        };
    }

    /// <summary>What a file may say for all its calls, and each call for itself.</summary>
    private ScenarioCall ReadCommon(YamlMap map, ScenarioCall common)
    {
        var body = map["body"];
        var expect = map["expect"].Map("expectations, such as 'outcome: completed'");
        var expectations = expect is null ? [] : ExpectationReader.Read(expect);
        return common with
        {
            Agent = ReadAgent(map["agent"]) ?? common.Agent,
            Direction = map["direction"].OneOf(Directions) ?? common.Direction,
            Network = LinkProfileReader.Read(map["network"]) ?? common.Network,
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

    private string? ReadAgent(YamlValue value) => agents is null || !value.Exists
        ? value.Text("an agent's name")
        : value.OneOf(agents.ToDictionary(name => name, _ => true)) is null ? null : value.Text();

    /// <summary>Finds a persona by what a scenario calls it: a shipped name, or the path of a file.</summary>
    private PersonaScript? Find(YamlValue value, string reference)
    {
        if (!reference.Contains('/', StringComparison.Ordinal) && !Path.HasExtension(reference))
        {
            var shipped = ShippedPersonas.Find(reference);
            if (shipped is null)
            {
                value.Problem($"'persona' is '{reference}'; {NearestWord.Hint(reference, ShippedPersonas.Names)}");
            }

            return shipped;
        }

        try
        {
            return PersonaFile.Load(Path.Combine(folder, reference));
        }
        catch (Exception wrong) when (wrong is YamlFileException or IOException or UnauthorizedAccessException)
        {
            value.Problem($"'persona' is '{reference}', which cannot be read: {wrong.Message}");
            return null;
        }
    }
}
