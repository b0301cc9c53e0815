using System.Text.Json;
using System.Text.Json.Serialization;
using Parley.Client.Models;

namespace Parley.Client;

/// <summary>How the client's documents are read and written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(StartSession))]
[JsonSerializable(typeof(StartedSession))]
[JsonSerializable(typeof(SessionPage))]
[JsonSerializable(typeof(Session))]
[JsonSerializable(typeof(SessionEvents))]
[JsonSerializable(typeof(Agent))]
[JsonSerializable(typeof(AgentList))]
[JsonSerializable(typeof(AgentUpdateBody))]
[JsonSerializable(typeof(LogPage))]
[JsonSerializable(typeof(DialBody))]
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class ClientJson : JsonSerializerContext;
