using System.Text.Json.Serialization;

namespace Parley.Agents;

/// <summary>Why a call may be worth another attempt. What a person decided, what a rule forbids and what will be the same next time is not among them.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RetryCause>))]
public enum RetryCause
{
    /// <summary>The callee is on another call.</summary>
    [JsonStringEnumMemberName("busy")] Busy,

    /// <summary>Nobody answered.</summary>
    [JsonStringEnumMemberName("no-answer")] NoAnswer,

    /// <summary>The network has no room, or a passing fault; it may say how long to wait.</summary>
    [JsonStringEnumMemberName("congestion")] Congestion,

    /// <summary>The phone is off, or the way to it does not answer.</summary>
    [JsonStringEnumMemberName("unreachable")] Unreachable,

    /// <summary>The call was answered, and cut by the network.</summary>
    [JsonStringEnumMemberName("dropped")] Dropped,

    /// <summary>A machine answered; only the agent can say so.</summary>
    [JsonStringEnumMemberName("voicemail")] Voicemail,
}

/// <summary>The names of <see cref="RetryCause"/> in settings.</summary>
public static class RetryCauses
{
    private static readonly Dictionary<string, RetryCause> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        ["busy"] = RetryCause.Busy,
        ["no-answer"] = RetryCause.NoAnswer,
        ["congestion"] = RetryCause.Congestion,
        ["unreachable"] = RetryCause.Unreachable,
        ["dropped"] = RetryCause.Dropped,
        ["voicemail"] = RetryCause.Voicemail,
    };

    /// <summary>All names.</summary>
    public static IReadOnlyCollection<string> Names => ByName.Keys;

    /// <summary>Reads a name.</summary>
    public static bool TryParse(string? name, out RetryCause cause)
    {
        cause = default;
        return name is not null && ByName.TryGetValue(name, out cause);
    }
}
