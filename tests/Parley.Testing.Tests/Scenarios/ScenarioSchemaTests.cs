using System.Text.Json.Nodes;
using Parley.Simulation.Yaml;
using Parley.Testing.Expectations;
using Parley.Testing.Scenarios;

namespace Parley.Testing.Tests.Scenarios;

/// <summary>The JSON Schema that editors read says the same as the reader.</summary>
public sealed class ScenarioSchemaTests
{
    private const string Unknown = "qqqqqqqqqqqqqqqqqqqqqqqq";
    private static readonly JsonNode Schema = JsonNode.Parse(File.ReadAllText(Path.Combine(Root(AppContext.BaseDirectory), "scenarios", "scenario.schema.json")))!;

    [Theory]
    [InlineData($"name: n\n{Unknown}: 1\ncalls: [{{ persona: person }}]", "")]
    [InlineData($"name: n\ncalls: [{{ persona: person, {Unknown}: 1 }}]", "$defs/call")]
    [InlineData($"name: n\ncalls: [{{ persona: person }}]\nexpect: {{ {Unknown}: 1 }}", "$defs/expect")]
    [InlineData($"name: n\ncalls: [{{ persona: person }}]\ndialout: {{ {Unknown}: 1 }}", "$defs/dialout")]
    [InlineData($"name: n\ncalls: [{{ persona: person }}]\nexpect: {{ before-beep: {{ said: x, {Unknown}: 1 }} }}", "$defs/expect/properties/before-beep/anyOf/1")]
    public void Properties_OfEveryMap_AreTheKeysThatTheReaderKnows(string withUnknownKey, string path)
    {
        const string Known = "known are ";
        var error = Assert.Single(Assert.Throws<YamlFileException>(() => ScenarioFile.Parse(withUnknownKey)).Errors).Message;

        Assert.Equal(error[(error.IndexOf(Known, StringComparison.Ordinal) + Known.Length)..].Split(", "), At($"{path}/properties").AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Words_OfTheSchema_AreThoseThatTheReaderKnows()
    {
        Assert.Equal(ExpectationReader.Endings.Keys, Words("outcome/anyOf/0"));
        Assert.Equal(ExpectationReader.Stages.Keys, Words("stage"));
        Assert.Equal(ExpectationReader.Answers.Keys, Words("answered-by/anyOf/0"));
        Assert.Equal(HungUpBy.Words.Keys, Words("hung-up-by"));
        Assert.Equal(EventNames.All.Order(StringComparer.Ordinal), Words("events/anyOf/0").Order(StringComparer.Ordinal));
        Assert.Equal(EventNames.All.Order(StringComparer.Ordinal), Words("no-events/anyOf/0").Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Words(string path) => At($"$defs/expect/properties/{path}/enum").AsArray().Select(word => (string)word!);

    private static JsonNode At(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries)
        .Aggregate(Schema, (node, step) => node is JsonArray list ? list[int.Parse(step, System.Globalization.CultureInfo.InvariantCulture)]! : node[step]!);

    private static string Root(string folder) => File.Exists(Path.Combine(folder, "Parley.slnx")) ? folder : Root(Path.GetDirectoryName(folder)!);
}
