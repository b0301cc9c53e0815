using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>How events and dial-out records are written as JSON: the contract's names, absent fields left out.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(AgentEvent))]
[JsonSerializable(typeof(DialoutRequest))]
[JsonSerializable(typeof(DialoutOutcome))]
[JsonSerializable(typeof(CallQuality))]
[JsonSerializable(typeof(DtmfRequest))]
public sealed partial class AgentEventJson : JsonSerializerContext;
