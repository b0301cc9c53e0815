using System.Text.Json;
using Parley.Agents;
using Parley.Rooms;

namespace Parley.Server.Sessions.Rooms;

/// <summary>What a party of a room may do (contract 4.3, <c>permissions</c>), of which sound is what counts here.</summary>
internal sealed record PartyPermissions
{
    private const string Microphone = "microphone";
    private const string Participants = "participants";

    private static readonly string[] Sendable = [Microphone, "camera", "screenVideo", "screenAudio", "customVideo", "customAudio"];
    private static readonly string[] Administrable = [Participants, "streaming", "transcription"];

    /// <summary>What everybody may do when nothing else is said.</summary>
    public static PartyPermissions Default { get; } = new();

    public bool HasPresence { get; init; } = true;

    public IReadOnlyList<string> CanSend { get; init; } = Sendable;

    public ReceivePermission CanReceive { get; init; } = ReceivePermission.Everyone;

    public IReadOnlyList<string> CanAdmin { get; init; } = [];

    /// <summary>Whether its voice is heard.</summary>
    public bool MaySpeak => CanSend.Contains(Microphone);

    /// <summary>Whether it may act on participants: dial out, for one.</summary>
    public bool AdministersParticipants => CanAdmin.Contains(Participants);

    /// <summary>These permissions with what is given over them. Lenient: what is of another kind changes nothing.</summary>
    public PartyPermissions With(JsonElement? permissions) =>
        permissions is not { ValueKind: JsonValueKind.Object } given ? this : this with
        {
            HasPresence = given.TryGetProperty("hasPresence", out var presence) && presence.ValueKind is JsonValueKind.True or JsonValueKind.False ? presence.GetBoolean() : HasPresence,
            CanSend = given.TryGetProperty("canSend", out var send) ? ReadList(send, Sendable, CanSend) : CanSend,
            CanReceive = given.TryGetProperty("canReceive", out _) ? Legs.ReceivePermissions.Read(given) : CanReceive,
            CanAdmin = given.TryGetProperty("canAdmin", out var admin) ? ReadList(admin, Administrable, CanAdmin) : CanAdmin,
        };

    /// <summary>Says what is wrong with given permissions; <see langword="null"/> when nothing is.</summary>
    public static string? Check(JsonElement given, string path)
    {
        if (given.ValueKind is not JsonValueKind.Object)
        {
            return $"{path}: expected an object";
        }

        foreach (var one in given.EnumerateObject())
        {
            var kind = one.Value.ValueKind;
            var fits = one.Name switch
            {
                "hasPresence" => kind is JsonValueKind.True or JsonValueKind.False,
                "canSend" => IsList(one.Value, Sendable),
                "canAdmin" => IsList(one.Value, Administrable),
                "canReceive" => kind is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Object,
                _ => false,
            };
            if (!fits)
            {
                return one.Name switch
                {
                    "hasPresence" => $"{path}.hasPresence: expected true or false",
                    "canSend" => $"{path}.canSend: expected true, false, or a list of {string.Join(", ", Sendable)}",
                    "canAdmin" => $"{path}.canAdmin: expected true, false, or a list of {string.Join(", ", Administrable)}",
                    "canReceive" => $"{path}.canReceive: expected true, false, or an object",
                    _ => $"{path} has an unknown permission; known are hasPresence, canSend, canReceive, canAdmin",
                };
            }
        }

        return null;
    }

    /// <summary>As events tell them.</summary>
    public ParticipantPermissions Describe() => new()
    {
        HasPresence = HasPresence,
        CanSend = CanSend,
        CanAdmin = CanAdmin,
        CanReceive = new()
        {
            Base = CanReceive.Base,
            ByUserId = CanReceive.ByUserId.Count == 0 ? null : CanReceive.ByUserId,
            ByParticipantId = CanReceive.ByParticipantId.Count == 0 ? null : CanReceive.ByParticipantId,
        },
    };

    private static bool IsList(JsonElement value, string[] items) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        || (value.ValueKind is JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind is JsonValueKind.String && items.Contains(item.GetString())));

    private static IReadOnlyList<string> ReadList(JsonElement value, string[] all, IReadOnlyList<string> otherwise) => value.ValueKind switch
    {
        JsonValueKind.True => all,
        JsonValueKind.False => [],
        JsonValueKind.Array => [.. all.Where(item => value.EnumerateArray().Any(given => given.ValueKind is JsonValueKind.String && given.ValueEquals(item)))],
        _ => otherwise,
    };
}
