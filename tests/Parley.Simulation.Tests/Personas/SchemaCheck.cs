using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Parley.Simulation.Yaml;

namespace Parley.Simulation.Tests.Personas;

/// <summary>As much of JSON Schema as the schema of personas needs, over YAML as an editor reads it.</summary>
internal sealed class SchemaCheck(JsonObject root)
{
    /// <summary>Whether a file fits the schema.</summary>
    public bool Fits(string yaml) => Fits(root, ToJson(YamlTree.Read(yaml, new YamlProblems("file.yaml"))!));

    private bool Fits(JsonObject schema, JsonNode? value)
    {
        if ((string?)schema["$ref"] is { } reference && !Fits((JsonObject)root["$defs"]![Uri.UnescapeDataString(reference["#/$defs/".Length..])]!, value))
        {
            return false;
        }

        return (schema["anyOf"] is not JsonArray any || any.Any(one => Fits((JsonObject)one!, value)))
            && (schema["enum"] is not JsonArray words || words.Any(word => JsonNode.DeepEquals(word, value)))
            && (!schema.ContainsKey("const") || JsonNode.DeepEquals(schema["const"], value))
            && (schema["type"] is not { } type || IsOf(type, value))
            && (schema["pattern"] is not { } pattern || value is not JsonValue text || !text.TryGetValue<string>(out var words2) || Regex.IsMatch(words2, (string)pattern!))
            && FitsNumber(schema, value) && FitsList(schema, value) && FitsObject(schema, value);
    }

    private static bool IsOf(JsonNode type, JsonNode? value) => type is JsonArray several
        ? several.Any(one => IsOf(one!, value))
        : (string)type! switch
        {
            "null" => value is null,
            "object" => value is JsonObject,
            "array" => value is JsonArray,
            "integer" => value is JsonValue number && number.TryGetValue<long>(out _),
            "number" => value is JsonValue number && (number.TryGetValue<long>(out _) || number.TryGetValue<double>(out _)),
            "boolean" => value is JsonValue flag && flag.TryGetValue<bool>(out _),
            "string" => value is JsonValue text && text.TryGetValue<string>(out _),
            var other => throw new InvalidOperationException($"Type {other}."),
        };

    private static bool FitsNumber(JsonObject schema, JsonNode? value) =>
        value is not JsonValue node || !node.TryGetValue<long>(out var number)
        || (number >= ((long?)schema["minimum"] ?? long.MinValue) && number <= ((long?)schema["maximum"] ?? long.MaxValue));

    private bool FitsList(JsonObject schema, JsonNode? value) =>
        value is not JsonArray list
        || (list.Count >= ((int?)schema["minItems"] ?? 0) && (schema["items"] is not JsonObject items || list.All(item => Fits(items, item))));

    private bool FitsObject(JsonObject schema, JsonNode? value)
    {
        if (value is not JsonObject map)
        {
            return true;
        }

        var properties = schema["properties"] as JsonObject ?? [];
        var patterns = schema["patternProperties"] as JsonObject ?? [];
        return (schema["required"] as JsonArray ?? []).All(key => map.ContainsKey((string)key!))
            && map.All(entry => properties[entry.Key] is JsonObject known
                ? Fits(known, entry.Value)
                : patterns.FirstOrDefault(pattern => Regex.IsMatch(entry.Key, pattern.Key)).Value is JsonObject matching
                    ? Fits(matching, entry.Value)
                    : schema["additionalProperties"] switch
                    {
                        JsonObject others => Fits(others, entry.Value),
                        JsonValue closed => (bool)closed,
                        _ => true,
                    });
    }

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMapping map => new JsonObject(map.Entries.Select(entry => KeyValuePair.Create(entry.Key, ToJson(entry.Value)))),
        YamlSequence list => new JsonArray([.. list.Items.Select(ToJson)]),
        YamlScalar { IsEmpty: true } => null,
        YamlScalar { IsQuoted: false, Text: "true" or "false" } word => word.Text == "true",
        YamlScalar { IsQuoted: false } number when long.TryParse(number.Text, out var value) => value,
        YamlScalar text => text.Text,
        _ => throw new InvalidOperationException(),
    };
}
