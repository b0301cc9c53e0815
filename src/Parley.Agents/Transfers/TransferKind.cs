using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>How a leg was transferred.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TransferKind>))]
public enum TransferKind
{
    /// <summary>Sent to somebody by REFER.</summary>
    [JsonStringEnumMemberName("blind")] Blind,

    /// <summary>Put in our place into another call by REFER with Replaces.</summary>
    [JsonStringEnumMemberName("attended")] Attended,

    /// <summary>Joined by somebody in the room, through which both calls go on.</summary>
    [JsonStringEnumMemberName("bridged")] Bridged,
}
