using System.Text.Json.Serialization;

namespace Parley.Server.Api.DoNotCall;

/// <summary>A page of the do-not-call list.</summary>
internal sealed record DoNotCallDocument([property: JsonPropertyName("total_count")] int TotalCount, IReadOnlyList<DoNotCallEntryDocument> Data);

/// <summary>Somebody who is not to be called.</summary>
internal sealed record DoNotCallEntryDocument(string Number, string Source, string? Reason, Guid? SessionId, DateTimeOffset CreatedAt);

/// <summary>Who is not to be called any more: <c>number</c>, or <c>numbers</c>.</summary>
internal sealed record DoNotCallRequest(string? Number, IReadOnlyList<string>? Numbers, string? Reason);

/// <summary>What came of it.</summary>
internal sealed record DoNotCallAddedDocument(int Added, IReadOnlyList<string> Numbers);

/// <summary>Somebody may be called again.</summary>
internal sealed record DoNotCallDeletedDocument(bool Deleted, string Number);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(DoNotCallDocument))]
[JsonSerializable(typeof(DoNotCallRequest))]
[JsonSerializable(typeof(DoNotCallAddedDocument))]
[JsonSerializable(typeof(DoNotCallDeletedDocument))]
internal sealed partial class DoNotCallJson : JsonSerializerContext;
