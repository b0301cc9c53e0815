using System.Text.Json.Serialization;

namespace Parley.Server.Storage;

/// <summary>How lists lie in the database.</summary>
[JsonSerializable(typeof(IReadOnlyList<string>))]
internal sealed partial class StorageJson : JsonSerializerContext;
