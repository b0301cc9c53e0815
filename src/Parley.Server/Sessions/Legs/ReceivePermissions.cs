using System.Text.Json;
using Parley.Rooms;

namespace Parley.Server.Sessions.Legs;

/// <summary>Reads <c>permissions.canReceive</c> of a dial-out (contract 5.1): <c>true</c>, <c>false</c>, or an object with <c>base</c>, <c>byUserId</c>, <c>byParticipantId</c>.</summary>
internal static class ReceivePermissions
{
    /// <summary>Reads it leniently: what is missing or of another kind leaves everyone audible.</summary>
    public static ReceivePermission Read(JsonElement? permissions) =>
        permissions is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty("canReceive", out var rule)
            ? rule.ValueKind switch
            {
                JsonValueKind.False => ReceivePermission.None,
                JsonValueKind.Object => new ReceivePermission
                {
                    Base = ReadAudio(rule.TryGetProperty("base", out var all) ? all : rule),
                    ByUserId = ReadExceptions(rule, "byUserId"),
                    ByParticipantId = ReadExceptions(rule, "byParticipantId"),
                },
                _ => ReceivePermission.Everyone,
            }
            : ReceivePermission.Everyone;

    private static Dictionary<string, bool> ReadExceptions(JsonElement rule, string name) =>
        rule.TryGetProperty(name, out var exceptions) && exceptions.ValueKind is JsonValueKind.Object
            ? exceptions.EnumerateObject().GroupBy(e => e.Name).ToDictionary(e => e.Key, e => ReadAudio(e.Last().Value))   // JSON may repeat a name.
            : [];

    private static bool ReadAudio(JsonElement rule) =>
        rule.ValueKind is not JsonValueKind.False
        && !(rule.ValueKind is JsonValueKind.Object && rule.TryGetProperty("audio", out var audio) && audio.ValueKind is JsonValueKind.False);
}
