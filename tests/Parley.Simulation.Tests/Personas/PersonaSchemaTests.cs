using System.Text.Json.Nodes;
using Parley.Simulation.Personas;
using Parley.Simulation.Personas.Steps;
using Parley.Simulation.Sounds;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Tests.Personas;

/// <summary>The schema that editors use says what the reader knows, no more and no less.</summary>
public sealed class PersonaSchemaTests
{
    private static readonly JsonObject Schema = (JsonObject)JsonNode.Parse(ShippedPersonas.Schema)!;

    public static TheoryData<string> Shipped => [.. ShippedPersonas.Names];

    public static TheoryData<string> Steps => [.. StepKinds.All.Keys];

    [Fact]
    public void Properties_OfAPersona_AreTheReadersKeys() => AssertSame(Schema, Known("{ }", map => PersonaReader.Read(map, "", null)));

    [Theory]
    [MemberData(nameof(Steps))]
    public void Properties_OfAStep_AreTheReadersKeys(string verb) =>
        AssertSame(Definition($"{verb} step"), Known($"{{ {verb}: }}", map => StepKinds.All[verb].Read(map, new StepReader(null))));

    [Fact]
    public void Definitions_OfSteps_AreAllKinds()
    {
        var defined = ((JsonObject)Schema["$defs"]!).Select(entry => entry.Key).Where(name => name.EndsWith(" step", StringComparison.Ordinal)).ToList();
        var offered = ((JsonArray)Definition("step")["anyOf"]!).Select(one => (string?)one!["$ref"]).OfType<string>().Select(Uri.UnescapeDataString);

        Assert.Equal(StepKinds.All.Keys.Order(), defined.Select(name => name[..^" step".Length]).Order());
        Assert.Equal(defined.Select(name => "#/$defs/" + name).Order(), offered.Order());
    }

    [Fact]
    public void Properties_OfNestedMaps_AreTheReadersKeys()
    {
        AssertSame(Definition("rings"), KnownBelow("{ for: 1s }", value => PersonaReader.ReadRings(value)));
        AssertSame(Definition("background"), KnownBelow("{ noise: street }", value => PersonaReader.ReadBackground(value, null)));
        AssertSame(Definition("echo"), KnownBelow("{ delay: 100ms }", value => PersonaReader.ReadEcho(value)));
        AssertSame(Definition("refuse"), KnownBelow("{ status: 486 }", value => PersonaReader.ReadRefusal(value)));
        AssertSame(Definition("choice"), KnownBelow("{ steps: [] }", value => OneOfStep.Read(value, new StepReader(null))));
    }

    [Fact]
    public void Words_OfTheSchema_AreTheReaders()
    {
        Assert.Equal(NamedSounds.Names.Order(), Words(Definition("sound")["anyOf"]![0]!).Order());
        Assert.Equal(PersonaReader.Noises.Keys.Order(), Words(Definition("noise")).Order());
        Assert.Equal(PersonaReader.RingSignals.Keys.Order(), Words(Definition("rings")["properties"]!["signal"]!).Order());
        Assert.Equal(WaitForStep.Words.Keys.Order(), Words(Definition("waitFor step")["properties"]!["waitFor"]!).Order());
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Schema_ShippedPersona_Fits(string name) => Assert.True(new SchemaCheck(Schema).Fits(ShippedPersonas.SourceOf(name)));

    [Theory]
    [InlineData("steps: [hangUp]", true)]
    [InlineData("steps: [{ press: '*12' }, { press: 12 }, { beep: }, { say: 42 }]", true)]
    [InlineData("steps: [sya]", false)]
    [InlineData("steps: [{ say: x, pause: 1s }]", false)]
    [InlineData("steps: [{ pause: 2 }]", false)]
    [InlineData("steps: [{ pause: 1s .. 2s }, { pause: forever }, { pause: 1m30s }]", true)]
    [InlineData("steps: [{ listen: 1s, otherwise: [{ sya: x }] }]", false)]
    [InlineData("steps: [{ menu: x, choices: { 1: [hangUp], '#': [] } }]", true)]
    [InlineData("steps: [{ menu: x, choices: { one: [hangUp] } }]", false)]
    [InlineData("steps: [{ menu: x }]", false)]
    [InlineData("refuse: 200", false)]
    [InlineData("refuse: { status: 486, headers: { Warning: [a, b], Retry-After: 5 } }", true)]
    [InlineData("clock: 5", false)]
    [InlineData("rings: { for: 1s, signal: 183 }", true)]
    [InlineData("background: { noise: street, level: -40dB }", true)]
    [InlineData("background: moon", false)]
    [InlineData("echo: { delay: 120ms, level: -15dB }", true)]
    [InlineData("echo: { level: -15dB }", false)]
    [InlineData("nmae: x", false)]
    public void Schema_File_FitsOrNot(string yaml, bool fits) => Assert.Equal(fits, new SchemaCheck(Schema).Fits(yaml));

    private static JsonObject Definition(string name) => (JsonObject)Schema["$defs"]![name]!;

    private static IEnumerable<string> Words(JsonNode schema) => ((JsonArray)schema["enum"]!).Select(word => word!.ToString());

    private static void AssertSame(JsonObject schema, IEnumerable<string> known) =>
        Assert.Equal(known.Order(), ((JsonObject)schema["properties"]!).Select(property => property.Key).Order());

    private static IReadOnlyList<string> Known<T>(string yaml, Func<YamlMap, T> read)
    {
        var map = YamlMap.Read(yaml, new YamlProblems("file.yaml"))!;
        read(map);
        return [.. map.KnownKeys.Distinct()];
    }

    /// <summary>The keys that the error about a wrong one names.</summary>
    private static string[] KnownBelow<T>(string yaml, Func<YamlValue, T> read)
    {
        var problems = new YamlProblems("file.yaml");
        read(YamlMap.Read($"key: {yaml[..^1]}, zzzzzzzzzzzz: 1 }}", problems)!["key"]);
        return problems.Errors.Single(error => error.Message.Contains("known are", StringComparison.Ordinal)).Message.Split("known are ")[1].Split(", ");
    }
}
