using System.Text.Json.Serialization;
using Parley.Server.Storage;

namespace Parley.Server.Api.Keys;

/// <summary>The keys (contract 2.6). Vendors list the public ones; ours are all there.</summary>
internal sealed record KeyListDocument(IReadOnlyList<KeyDocument> Public, IReadOnlyList<KeyDocument> Private, IReadOnlyList<KeyDocument> Personal);

/// <summary>A key. <c>key</c> is the key itself in the answer that makes it, and else how it begins.</summary>
internal sealed record KeyDocument(
    Guid Id,
    string Key,
    string Type,
    DateTimeOffset CreatedAt,
    bool Revoked,
    KeyMetadata Metadata,
    IReadOnlyList<string>? Agents,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset? LastUsedAt,
    DateTimeOffset? PreviousKeyUntil)
{
    public static KeyDocument Of(ApiKey key, string? secret = null) => new(
        key.Id, secret ?? $"{key.Prefix}...", TypeOf(key.Kind), key.CreatedAt, key.RevokedAt is not null, new(key.Name),
        key.Agents, key.ExpiresAt, key.LastUsedAt, key.PreviousUntil);

    private static string TypeOf(ApiKeyKind kind) => kind switch { ApiKeyKind.Public => "public", ApiKeyKind.Personal => "personal", _ => "private" };
}

/// <summary>What its maker said of it.</summary>
internal sealed record KeyMetadata(string Name);

/// <summary>Makes a key.</summary>
/// <param name="Name">What it is for, 1 to 64 characters.</param>
/// <param name="Type"><c>public</c>, <c>private</c> or <c>personal</c>.</param>
/// <param name="Agents">The agents that it is for; left out: all.</param>
/// <param name="ExpiresAt">From when on it opens nothing, such as 2030-12-31T23:59:59Z; left out: it does not expire.</param>
internal sealed record KeyRequest(string? Name, string? Type, IReadOnlyList<string>? Agents, DateTimeOffset? ExpiresAt);

/// <summary>Gives a key a new secret.</summary>
/// <param name="Overlap">For how many seconds the old one still opens, 0 to 604800; left out: 0.</param>
internal sealed record RotateRequest(int? Overlap);

/// <summary>The trail of changes, the newest first.</summary>
internal sealed record AuditDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<AuditEntryDocument> Audit);

/// <summary>A change.</summary>
internal sealed record AuditEntryDocument(long Id, DateTimeOffset At, AuditKeyDocument Key, string Method, string Route, string Target, int Status);

/// <summary>The key that it came with.</summary>
internal sealed record AuditKeyDocument(string Id, string Name, string Type);

/// <summary>How these are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KeyListDocument))]
[JsonSerializable(typeof(KeyRequest))]
[JsonSerializable(typeof(RotateRequest))]
[JsonSerializable(typeof(AuditDocument))]
internal sealed partial class KeyJson : JsonSerializerContext;
