using System.Text.Json.Serialization;

namespace Parley.Server.Api.Secrets;

/// <summary>Secrets were taken.</summary>
internal sealed record SecretsTakenDocument(string Status, string Region);

/// <summary>The sets.</summary>
internal sealed record SecretSetListDocument(IReadOnlyList<SecretSetSummaryDocument> Sets);

/// <summary>One of them. Its type is always <c>secret</c>: there are no images to pull.</summary>
internal sealed record SecretSetSummaryDocument(string Name, string Type, string Region, string Status);

/// <summary>A set with the names of its secrets.</summary>
internal sealed record SecretSetDocument(
    string Region,
    string Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ErrorMessage,
    IReadOnlyList<SecretNameDocument> Secrets);

/// <summary>The name of a secret; its value is never shown.</summary>
internal sealed record SecretNameDocument(string FieldName);

/// <summary>Secrets to write: a list, or one of them flat, as the official command sends it.</summary>
internal sealed record SecretsRequest(
    IReadOnlyList<SecretRequest>? Secrets, string? Region, string? Name, bool? IsImagePullSecret, string? SecretKey, string? SecretValue);

/// <summary>One secret to write.</summary>
internal sealed record SecretRequest(string SecretKey, string SecretValue);

/// <summary>How these documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SecretsTakenDocument))]
[JsonSerializable(typeof(SecretSetListDocument))]
[JsonSerializable(typeof(SecretSetDocument))]
[JsonSerializable(typeof(SecretsRequest))]
internal sealed partial class SecretJson : JsonSerializerContext;
