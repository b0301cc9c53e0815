using System.Globalization;
using System.Text.Json.Nodes;

namespace Parley.Simulation.Yaml;

/// <summary>Free-form values, for what is only passed on.</summary>
public sealed partial class YamlValue
{
    /// <summary>The value as JSON, by YAML's own rules: what looks like a number, yes or no, or nothing is that, unless it is quoted.</summary>
    public JsonNode? ToJson() => ToJson(_node);

    private static JsonNode? ToJson(YamlNode? node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        YamlScalar { IsQuoted: true, Text: var text } => JsonValue.Create(text),
        YamlScalar { IsEmpty: true } or null => null,
        YamlScalar { Text: "true" } => JsonValue.Create(true),
        YamlScalar { Text: "false" } => JsonValue.Create(false),
        YamlScalar { Text: var text } when text[0] is not '+' && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        YamlScalar { Text: var text } => JsonValue.Create(text),
        _ => throw new InvalidOperationException($"{node.GetType().Name} is no kind of value."),
    };
}
