using System.Text.Json.Serialization;

namespace Parley.Server.Api.Daily;

/// <summary>How refusals of the rooms API are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(DailyErrorDocument))]
internal sealed partial class DailyErrorJson : JsonSerializerContext;
