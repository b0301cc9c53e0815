using System.Text.Json.Serialization;

namespace Parley.Server.Api;

/// <summary>How the API's documents are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ErrorDocument))]
[JsonSerializable(typeof(InvalidParametersDocument))]
[JsonSerializable(typeof(StartRequest))]
[JsonSerializable(typeof(StartResponse))]
[JsonSerializable(typeof(SessionListDocument))]
[JsonSerializable(typeof(SessionDetailsDocument))]
[JsonSerializable(typeof(SessionEventsDocument))]
[JsonSerializable(typeof(SessionTerminatedDocument))]
[JsonSerializable(typeof(HealthDocument))]
internal sealed partial class ApiJson : JsonSerializerContext;
