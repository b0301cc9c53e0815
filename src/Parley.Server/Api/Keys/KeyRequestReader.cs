using System.Globalization;
using System.Text.Json;
using Parley.Server.Hosting;
using Parley.Server.Storage;

namespace Parley.Server.Api.Keys;

/// <summary>A key that may be made.</summary>
internal sealed record ValidKey(ApiKeyKind Kind, string Name, ApiKeyLimits Limits);

/// <summary>Reads requests about keys. Pure: JSON in, a valid request or an error out.</summary>
internal static class KeyRequestReader
{
    private const int MaxAgents = 100;
    private const int MaxOverlap = 7 * 24 * 3600;

    public static ApiError? ReadKey(JsonElement json, AgentCatalog agents, DateTimeOffset now, out ValidKey? key)
    {
        key = null;
        var fields = new FieldReader(json);
        var (name, type) = (fields.Text("name"), fields.OneOf("type", "public", "private", "personal"));
        if (fields.Error is { } wrong)
        {
            return wrong;
        }

        if (type is null)
        {
            return ApiError.Bad("type is missing: expected public, private or personal");
        }

        if (string.IsNullOrWhiteSpace(name) || name.Length > ApiKey.MaxNameLength || name.Any(char.IsControl))
        {
            return ApiError.Bad($"name: expected 1 to {ApiKey.MaxNameLength} characters, none of them a control character");
        }

        if (ReadAgents(json, agents, out var scope) is { } noAgents)
        {
            return noAgents;
        }

        if (ReadExpiry(fields.Text("expiresAt"), now, out var expiresAt) is { } noMoment)
        {
            return noMoment;
        }

        key = new(
            type switch { "public" => ApiKeyKind.Public, "personal" => ApiKeyKind.Personal, _ => ApiKeyKind.Private },
            name,
            new() { Agents = scope, ExpiresAt = expiresAt });
        return fields.Error;
    }

    public static ApiError? ReadOverlap(JsonElement json, out TimeSpan overlap)
    {
        var fields = new FieldReader(json);
        overlap = TimeSpan.FromSeconds(fields.Integer("overlap", 0, MaxOverlap) ?? 0);
        return fields.Error;
    }

    private static ApiError? ReadAgents(JsonElement json, AgentCatalog agents, out string[]? names)
    {
        names = null;
        if (!json.TryGetProperty("agents", out var list) || list.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        if (list.ValueKind is not JsonValueKind.Array || list.GetArrayLength() is 0 or > MaxAgents || list.EnumerateArray().Any(a => a.ValueKind is not JsonValueKind.String))
        {
            return ApiError.Bad($"agents: expected a list of 1 to {MaxAgents} names; leave it out for all agents");
        }

        names = [.. list.EnumerateArray().Select(a => a.GetString()!).Distinct()];
        return names.FirstOrDefault(name => !agents.Contains(name)) is { } unknown
            ? ApiError.Bad($"agents: there is no agent '{(unknown.Length <= 64 ? unknown : unknown[..64])}'")
            : null;
    }

    private static ApiError? ReadExpiry(string? text, DateTimeOffset now, out DateTimeOffset? expiresAt)
    {
        expiresAt = null;
        if (text is null)
        {
            return null;
        }

        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) || moment <= now)
        {
            return ApiError.Bad("expiresAt: expected a date and time in the future, such as 2030-12-31T23:59:59Z");
        }

        expiresAt = moment.ToUniversalTime();
        return null;
    }
}
